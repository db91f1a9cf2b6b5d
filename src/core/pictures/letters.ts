import type { PatientDirection } from '../volume/patient-directions.ts';

/** Letters at the borders of a picture, five by seven dots. */
const dots: Readonly<Record<PatientDirection, readonly string[]>> = {
  right: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
  left: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  anterior: ['.###.', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'],
  posterior: ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'],
  superior: ['.####', '#....', '#....', '.###.', '....#', '....#', '####.'],
  inferior: ['#####', '..#..', '..#..', '..#..', '..#..', '..#..', '#####'],
};

/** Draws the first letter of a direction, white with a black rim, with its middle at (x, y); one dot is `scale` pixels wide. */
export function drawLetter(
  { width, height, rgb }: { readonly width: number; readonly height: number; readonly rgb: Uint8Array },
  direction: PatientDirection,
  [x, y]: readonly [number, number],
  scale: number,
): void {
  const [left, top] = [Math.round(x - 2.5 * scale), Math.round(y - 3.5 * scale)];
  const paint = (rim: number, level: number) => {
    for (const [row, line] of dots[direction].entries())
      for (let column = 0; column < line.length; column++) {
        if (line[column] !== '#') continue;
        for (let j = -rim; j < scale + rim; j++)
          for (let i = -rim; i < scale + rim; i++) {
            const [px, py] = [left + column * scale + i, top + row * scale + j];
            if (px >= 0 && py >= 0 && px < width && py < height)
              rgb.fill(level, 3 * (px + width * py), 3 * (px + width * py) + 3);
          }
      }
  };
  paint(1, 0);
  paint(0, 255);
}
