import type { ComponentChildren } from 'preact';

/** A region of the page with its heading; `beside` stands at the right of the heading. */
export function Panel({
  id,
  title,
  beside,
  wide,
  slim,
  children,
}: {
  id: string;
  title: string;
  beside?: ComponentChildren;
  /** Class that places the panel in the grid of the page. */
  wide?: string;
  /** Heading and text in one line: there is nothing to show. */
  slim?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section id={id} class={['panel', wide, slim && 'slim'].filter(Boolean).join(' ')} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}

/** The numbers of a plot, for those who do not see it and for those who want to read them. */
export function AsTable({
  label,
  caption,
  head,
  rows,
}: {
  label: string;
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}) {
  return (
    <details class="as-table">
      <summary>
        {label}
        <span class="visually-hidden">: {caption}</span>
      </summary>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest]) => (
            <tr key={[first, ...rest].join()}>
              <th scope="row">{first}</th>
              {rest.map((cell, index) => (
                <td key={head[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
