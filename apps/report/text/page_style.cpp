#include "apps/report/text/page_style.hpp"

namespace inquest {

std::string_view page_style() {
  return R"css(
:root {
  color-scheme: light;
  --paper: #ffffff; --ink: #1b1f24; --soft: #5b6570; --rule: #d5dae0; --shade: #f5f7f9;
  --outside: #e3e6ea; --warn: #8a4b00; --warn-paper: #fff6e6; --accent: #0072b2;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #cc79a7; --s4: #e69f00; --s5: #56b4e9; --s6: #000000;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --paper: #14181d; --ink: #e4e8ec; --soft: #9aa5b1; --rule: #39424c; --shade: #1b2127;
    --outside: #2b323a; --warn: #ffc56b; --warn-paper: #2c2413; --accent: #56b4e9;
    --s0: #56b4e9; --s1: #f07c2b; --s2: #1fc295; --s3: #e09cc2; --s4: #f0b429; --s5: #3d8fd1; --s6: #ffffff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); font-size: 1.3rem; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.05rem; }
p { margin: .5rem 0; }
.soft, figcaption, .note { color: var(--soft); }
.answer { margin: 1.5rem 0; padding: 1rem 1.25rem; background: var(--shade); border-left: 4px solid var(--accent); }
.answer p { overflow-wrap: anywhere; }
.headline { font-size: 1.2rem; }
.warnings { margin: 1.5rem 0; padding: .75rem 1.25rem; border: 2px solid var(--warn); background: var(--warn-paper); }
.warnings h2 { margin: 0; padding: 0; border: 0; font-size: 1.05rem; color: var(--warn); }
.warnings ul { margin: .4rem 0; padding-left: 1.2rem; }
.warnings li, .notices li { overflow-wrap: anywhere; }
.notices h2 { margin: 1.5rem 0 0; padding: 0; border: 0; font-size: 1.05rem; color: var(--soft); }
.notices ul { margin: .4rem 0; padding-left: 1.2rem; color: var(--soft); }
.failed { color: var(--warn); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { margin: .75rem 0; border-collapse: collapse; font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { padding: .28rem .9rem .28rem 0; text-align: left; vertical-align: top; white-space: nowrap; }
th { font-weight: 500; }
thead th { color: var(--soft); font-weight: 400; vertical-align: bottom; }
thead, table > tbody { border-bottom: 1px solid var(--rule); }
table { border-top: 1px solid var(--rule); }
.note { display: block; font-size: .8rem; font-weight: 400; }
.math { font-family: "STIX Two Text", "Cambria", "Times New Roman", "Liberation Serif", serif; font-style: italic; }
i.math { font-size: 1.08em; }
sub, sup { line-height: 0; font-size: .72em; }
.key { display: inline-block; width: .75em; height: .75em; margin-right: .5em; border-radius: 2px; background: var(--c); }
figure { margin: 1rem 0 1.5rem; }
figcaption { margin-top: .4rem; max-width: 46rem; font-size: .88rem; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem 1.5rem; }
.multiples .title { margin: 0 0 .2rem; font-size: .88rem; overflow-wrap: anywhere; }
.swatch { vertical-align: middle; }
.plot { display: block; width: 100%; height: auto; font-size: 11px; fill: var(--ink); }
.plot .num { font-size: 11px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.plot .label { font-size: 14px; }
.plot .unit { fill: var(--soft); font-size: 12px; }
.plot .legend { font-size: 13px; }
.frame { fill: none; stroke: var(--soft); stroke-width: 1; }
.tick { stroke: var(--soft); stroke-width: 1; }
.outside { fill: var(--outside); }
.line { fill: none; stroke: var(--c, var(--ink)); stroke-width: 1.6; stroke-linejoin: round; }
.region { fill: var(--c); fill-opacity: .16; }
.dashed { stroke-dasharray: 5 3.5; }
.prior { --c: var(--soft); stroke-dasharray: 1.5 3; stroke-width: 1.3; }
.truth { --c: var(--ink); stroke-width: 1.1; }
.training { --c: var(--s4); stroke-dasharray: 4 3; stroke-width: 1.2; }
.validation { --c: var(--s0); stroke-width: 1.3; }
.lowest { fill: var(--paper); stroke: var(--s0); stroke-width: 1.6; }
.dot { fill: var(--ink); }
.zero { fill: none; stroke: var(--soft); stroke-dasharray: 3 3; }
.grade0, .grade1, .grade2, .grade3 { fill: var(--soft); }
.grade0 { fill-opacity: .03; } .grade1 { fill-opacity: .1; } .grade2 { fill-opacity: .18; } .grade3 { fill-opacity: .27; }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); } .s5 { --c: var(--s5); } .s6 { --c: var(--s6); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: .75rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
details { margin: .75rem 0; } summary { cursor: pointer; }
pre { padding: .9rem 1rem; overflow-x: auto; background: var(--shade); border: 1px solid var(--rule); font: .82rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
.value { white-space: nowrap; }
td.words { white-space: normal; }
@media screen and (max-width: 44rem), print {
  th, td { padding-right: .5rem; white-space: normal; overflow-wrap: break-word; }
  thead th, .path, .note { overflow-wrap: anywhere; }
}
@media screen and (max-width: 44rem) {
  body { padding: 1rem .75rem 3rem; }
  table { width: 100%; font-size: .78rem; }
  .plot { min-width: 0 !important; }
  dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  figure, table, .answer, .warnings { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } .plot { min-width: 0 !important; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
)css";
}

}  // namespace inquest
