import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeDistance } from '../../../../src/core/radiomics/gldzm/edge-distance.ts';
import { paddedLevels } from '../../../../src/core/radiomics/padded-levels.ts';
import { anyRoi } from '../../../support/texture-families.ts';

describe('edgeDistance', () => {
  it.each(['2d', '3d'] as const)(
    'is the city-block distance to the nearest voxel outside the mask, in %s',
    (across) => {
      fc.assert(
        fc.property(anyRoi, (roi) => {
          const { box } = paddedLevels(roi);
          const [width, height, depth] = roi.geometry.size;
          const isOutside = (x: number, y: number, z: number) =>
            x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth
              ? true
              : roi.morphological[x + width * (y + height * z)] === 0;
          const distance = edgeDistance(roi, box, across);
          for (let v = 0; v < distance.length; v += 1) {
            const x = (v % box.size[0]) + box.from[0] - 1;
            const y = (Math.floor(v / box.size[0]) % box.size[1]) + box.from[1] - 1;
            const z = Math.floor(v / (box.size[0] * box.size[1])) + box.from[2] - 1;
            let nearest = Number.POSITIVE_INFINITY;
            for (let k = -1; k <= depth; k += 1) {
              if (across === '2d' && k !== z) continue;
              for (let j = -1; j <= height; j += 1) {
                for (let i = -1; i <= width; i += 1) {
                  const far = Math.abs(i - x) + Math.abs(j - y) + Math.abs(k - z);
                  if (far < nearest && isOutside(i, j, k)) nearest = far;
                }
              }
            }
            if (distance[v] !== nearest) expect({ v, distance: distance[v] }).toEqual({ v, distance: nearest });
          }
          expect(distance.length).toBe(box.size[0] * box.size[1] * box.size[2]);
        }),
        { numRuns: 60 },
      );
    },
  );
});
