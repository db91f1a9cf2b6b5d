/** Style sheet of the report: light, dark and A4. Widths in the plots are those of their 400-wide view box. */
export const validationCss = `
:root { color-scheme: light dark; --ink: #16202b; --soft: #52606d; --line: #dde3e9; --ground: #f5f7f9; --panel: #fff; --model: #0b5e8a; --seen: #b3470b; --warn: #8a4b00; --hist: #e3e9ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #a5b1bd; --line: #2f3b47; --ground: #10161c; --panel: #19212a; --model: #74c0ea; --seen: #f2a66f; --warn: #f0b35f; --hist: #273340; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 2rem; }
header { padding-top: 2.5rem; }
.eyebrow { margin: 0; color: var(--soft); font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: .2rem 0 .5rem; font-size: 2rem; line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 0 0 .2rem; font-size: 1.45rem; letter-spacing: -.015em; }
h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
.lead { margin: 0 0 1.4rem; color: var(--soft); max-width: 46rem; font-size: 1.05rem; }
.counts { margin: 0 0 1.1rem; color: var(--soft); }
section { margin: 2.8rem 0 0; padding: 2rem 0 0; border-top: 2px solid var(--ink); break-before: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: .82em ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .65rem; font-size: .82rem; color: var(--soft); }
.tag.research, .tag.synthetic { color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); gap: .9rem; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem .8rem; break-inside: avoid; }
.tile p { margin: 0; }
.tile .name { color: var(--soft); font-size: .84rem; }
.tile .number { font-size: 2rem; line-height: 1.25; font-weight: 640; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tile .absent { font-size: 1.1rem; line-height: 2.2; color: var(--soft); }
.tile .range { font-size: .87rem; font-variant-numeric: tabular-nums; }
.tile .reading { margin-top: .35rem; color: var(--soft); font-size: .78rem; line-height: 1.35; }
.plots { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; margin-top: .9rem; }
@media (min-width: 46rem) { .plots { grid-template-columns: repeat(2, minmax(0, 1fr)); } .two-thirds { grid-column: 1 / -1; } }
@media (min-width: 68rem) { .plots { grid-template-columns: repeat(3, minmax(0, 1fr)); } .two-thirds { grid-column: span 2; } }
figure { margin: 0; background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem .8rem; break-inside: avoid; }
figure.whole { grid-column: 1 / -1; }
figcaption { font-weight: 620; margin-bottom: .5rem; }
figure > svg { display: block; width: 100%; height: auto; }
figure.whole > svg { max-width: 58rem; margin: 0 auto; }
.grid { stroke: var(--line); stroke-width: 1; }
.axis { stroke: var(--soft); stroke-width: 1; }
.guide { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 3; }
svg text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
svg .tick { fill: var(--soft); font-size: 11px; }
svg .label { fill: var(--soft); }
svg .value { font-size: 11px; }
svg .group { font-weight: 620; }
svg .inside { font-weight: 600; }
.line-model { stroke: var(--model); stroke-width: 2.2; fill: none; stroke-linejoin: round; }
.line-seen { stroke: var(--seen); stroke-width: 2; fill: none; stroke-linejoin: round; }
.line-soft { stroke: var(--soft); stroke-width: 1.2; fill: none; }
.dashed { stroke-dasharray: 6 4; }
.dotted { stroke-dasharray: 1.5 3; }
.whisker { stroke-width: 1.6; }
.fill-model { fill: var(--model); } .fill-seen { fill: var(--seen); } .fill-soft { fill: var(--soft); }
.band-seen { fill: var(--seen); fill-opacity: .16; } .band-model { fill: var(--model); fill-opacity: .16; } .band-soft { fill: var(--soft); fill-opacity: .16; }
.histogram { fill: var(--hist); }
.key { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin: .5rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: .82rem; }
.key li { display: flex; align-items: center; gap: .4rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--model); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; background: var(--panel); font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .7rem; border-top: 1px solid var(--line); font-weight: 400; }
thead th { font-size: .8rem; color: var(--soft); border-top: 0; vertical-align: bottom; }
tbody th { font-weight: 560; }
tr { break-inside: avoid; }
.note { color: var(--soft); }
.method { margin-bottom: 3rem; } .method li { margin: .3rem 0; max-width: 56rem; }
@media (max-width: 40rem) { header, main { padding-left: 1rem; padding-right: 1rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  @page { size: A4; margin: 14mm; }
  :root { --ink: #000; --soft: #444; --line: #ccc; --ground: #fff; --panel: #fff; --model: #0b5e8a; --seen: #b3470b; --warn: #8a4b00; --hist: #e6e6e6; color-scheme: light; }
  body { font-size: 10pt; } header, main { max-width: none; padding: 0; }
  .plots { grid-template-columns: 1fr 1fr; gap: 3mm; } .two-thirds { grid-column: 1 / -1; } .tiles { grid-template-columns: repeat(5, 1fr); gap: 2mm; }
  .tile { padding: 2mm; } .tile .number { font-size: 15pt; }
  section + section { break-before: page; } .scroll { overflow: visible; } h3 { break-after: avoid; }
}
`;
