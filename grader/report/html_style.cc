#include "grader/report/html_parts.h"

namespace assay::grader::html {

// Colours are pairs of at least 4.5 : 1 in both schemes. Signs, words and patterns say everything
// that a colour says.
std::string_view Style() {
  return R"css(
:root { --page: #f4f5f7; --card: #fff; --ink: #1b1e23; --soft: #565e6b; --line: #dfe2e7;
  --ok: #17693f; --ok-bg: #dff3e6; --bad: #a3231b; --bad-bg: #fde8e6; --limit: #7a4d00;
  --limit-bg: #fdf0d2; --broken: #5a2ca0; --broken-bg: #efe6fc; --none: #565e6b; --none-bg: #eceef1;
  --note: #1d4f91; --note-bg: #e3eefb; --accent: #2f6fc4; --track: #e4e7ec; --mark: #f9bdb7;
  --dot: #9aa3b0; --mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --page: #121418; --card: #1b1e24; --ink: #e7e9ed;
  --soft: #a5adba; --line: #30353e; --ok: #7ddfa7; --ok-bg: #153322; --bad: #ffa79e; --bad-bg: #43201d;
  --limit: #f3ca76; --limit-bg: #3b2e11; --broken: #cdb2ff; --broken-bg: #33244f; --none: #a5adba;
  --none-bg: #2a2e36; --note: #a4c8ff; --note-bg: #1b2c46; --accent: #7fb0f5; --track: #323741;
  --mark: #7c322b; --dot: #6b7482; } }
* { box-sizing: border-box; }
html { color-scheme: light dark; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.15rem; overflow-wrap: anywhere; }
h3 { margin: 1rem 0 .4rem; font-size: 1rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .3rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
p { margin: .4rem 0; overflow-wrap: anywhere; }
small { color: var(--soft); font-size: .82em; font-weight: 400; }
abbr { text-decoration: none; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; }
header, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.25rem; margin-bottom: 1rem; }
header { border-top: 6px solid var(--none); }
header.ok { border-top-color: var(--ok); } header.bad { border-top-color: var(--bad); }
header.limit { border-top-color: var(--limit); } header.broken { border-top-color: var(--broken); }
.top { display: flex; flex-wrap: wrap; gap: .75rem 2rem; justify-content: space-between; align-items: flex-start; }
.what { color: var(--soft); margin: .15rem 0 0; }
.result { text-align: right; margin-left: auto; } .result p { margin: 0; }
.final { font-size: 1.35rem; font-weight: 700; line-height: 1.3; }
.total { color: var(--soft); } .total strong { color: var(--ink); font-size: 1.35rem; }
.bar { height: 10px; border-radius: 5px; background: var(--track); margin: 1rem 0 .5rem; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--ok); border-radius: 5px; }
.message { font-size: 1.05rem; }
.ok { --c: var(--ok); --b: var(--ok-bg); } .bad { --c: var(--bad); --b: var(--bad-bg); }
.limit { --c: var(--limit); --b: var(--limit-bg); } .broken { --c: var(--broken); --b: var(--broken-bg); }
.none { --c: var(--none); --b: var(--none-bg); } .note { --c: var(--note); --b: var(--note-bg); }
.final { color: var(--c); }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .85rem; font-weight: 700;
  white-space: nowrap; color: var(--c); background: var(--b); }
.squares { display: flex; flex-wrap: wrap; gap: 4px; margin: 1rem 0 0; }
.squares a { width: 1.6rem; height: 1.6rem; border-radius: 5px; display: grid; place-items: center; font-size: .85rem;
  font-weight: 700; text-decoration: none; color: var(--c); background: var(--b); }
.squares a:hover { box-shadow: 0 0 0 2px var(--c); }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 0; }
.facts dt { color: var(--soft); font-size: .8rem; } .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.hidden-notice { background: var(--note-bg); color: var(--note); border-radius: 8px; padding: .6rem .9rem; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; }
.groups { width: auto; min-width: min(100%, 30rem); margin-bottom: 1.25rem; }
.groups th, .groups td { padding: .35rem .75rem; border-bottom: 1px solid var(--line); }
.groups tbody th { font-weight: 400; overflow-wrap: anywhere; }
thead th { font-size: .8rem; color: var(--soft); }
.tests > thead th { padding: 0 .75rem .35rem; border-bottom: 1px solid var(--line); }
.tests .test > tr > td, .tests .test > tr > th { padding: .55rem .75rem; vertical-align: top; }
.tests .test { border-bottom: 1px solid var(--line); }
.tests .test:target > tr:first-child > * { background: var(--note-bg); }
.tests .group th { padding: 1.1rem .75rem .35rem; border-bottom: 1px solid var(--line); font-size: .95rem; }
.tests .more > td { padding-top: 0 !important; }
.tests .more p { margin: 0; color: var(--soft); }
.name { overflow-wrap: anywhere; } .name small { display: block; }
.verdict { width: 6rem; } .score { width: 8.5rem; } .time, .memory { width: 10.5rem; }
.score, .time, .memory { font-variant-numeric: tabular-nums; white-space: nowrap; }
.label { display: none; }
.meter { display: block; height: 5px; border-radius: 3px; background: var(--track); margin-top: .3rem; overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--accent); border-radius: 3px; }
.meter.points i { background: var(--ok); }
.meter.near i { background: var(--limit); }
.meter.over i { background: repeating-linear-gradient(-45deg, var(--bad) 0 5px, var(--bad-bg) 5px 8px); }
.part { margin-bottom: 1.1rem; } .part .meter { max-width: 16rem; }
summary { cursor: pointer; overflow-wrap: anywhere; padding: .1rem 0; }
.details { padding: .25rem 0 .75rem; }
.hint { background: var(--note-bg); border-left: 4px solid var(--note); border-radius: 6px; padding: .6rem .9rem; margin: .6rem 0; }
.hint h4 { margin: 0; color: var(--note); } .hint p { margin: .2rem 0; color: var(--ink) !important; }
.teacher { border: 1px dashed var(--soft); border-radius: 8px; padding: 0 .9rem .6rem; margin: .8rem 0; }
pre, code { font-family: var(--mono); font-size: .875rem; }
pre { margin: 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--page);
  max-height: 24rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.block { counter-reset: line; white-space: normal; }
.block code { display: block; white-space: pre-wrap; padding-left: 3.2em; text-indent: -3.2em; }
.block code::before { counter-increment: line; content: counter(line); display: inline-block; width: 2.4em; margin-right: .8em;
  text-align: right; text-indent: 0; color: var(--soft); user-select: none; }
i.s { font-style: normal; white-space: pre-wrap; background: radial-gradient(circle, var(--dot) .09em, transparent .1em) 0 0 / 1ch 1.5em repeat-x; }
i.m, i.n, i.e { font-style: normal; }
i.m { position: relative; white-space: pre-wrap; }
i.m::before { content: attr(data-c); color: var(--dot); position: absolute; left: 0; text-indent: 0; }
i.n::after { content: "\21b5"; color: var(--dot); margin-left: .15em; font-size: .85em; }
i.e::before { content: attr(data-c); font-size: .75em; color: var(--limit); background: var(--limit-bg); border: 1px solid; border-radius: 4px;
  padding: 0 .25em; margin: 0 .1em; }
.cut { color: var(--soft); font-size: .85rem; font-weight: 400; }
.scroll { overflow: auto; max-height: 32rem; border: 1px solid var(--line); border-radius: 8px; }
.diff { table-layout: fixed; min-width: 26rem; line-height: 1.5; }
.diff th { padding: .35rem .6rem; position: sticky; top: 0; background: var(--card); border-bottom: 1px solid var(--line); z-index: 1; }
.diff col.sign { width: 2rem; } .diff col.no { width: 3.2rem; }
.diff td { padding: .05rem .5rem; vertical-align: top; }
.diff td.sign { text-align: center; font-weight: 700; padding: .05rem; }
.diff td.no { text-align: right; color: var(--soft); font: .75rem/1.9 var(--mono); user-select: none; border-left: 1px solid var(--line); }
.diff .line code { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.diff .changed .line, .diff .extra .line { background: var(--bad-bg); }
.diff .changed .no + .line:nth-child(3), .diff .missing .line { background: var(--ok-bg); }
.diff .nothing { background: repeating-linear-gradient(-45deg, var(--track) 0 1px, transparent 1px 7px); }
.diff mark { color: inherit; background: var(--mark); border-radius: 2px; }
.diff .line:nth-child(3) mark { background: color-mix(in srgb, var(--ok) 35%, transparent); }
.diff td.sign { color: var(--bad); } .diff .missing td.sign { color: var(--ok); }
.diff .first td.sign { background: var(--bad); color: var(--card); }
.diff .gap td { color: var(--soft); font-size: .8rem; text-align: center; background: var(--page); }
.source { border: 1px solid var(--line); border-radius: 8px; overflow: auto; padding: .4rem 0; background: var(--page); }
.code { display: flex; white-space: pre; } .code .no { flex: none; width: 3.5rem; padding-right: .9rem; text-align: right; color: var(--soft);
  font: .8rem/1.6 var(--mono); user-select: none; }
.source .note { margin: .25rem .8rem .4rem 3.5rem; }
.note:not(.badge) { border-left: 4px solid var(--c); background: var(--b); border-radius: 6px; padding: .35rem .7rem; margin: .4rem 0; overflow-wrap: anywhere; }
div.note > .badge { padding: 0 .3rem 0 0; background: none; }
.place { color: var(--soft); }
.source .gap { color: var(--soft); padding-left: 2.4rem; }
.file { font-family: var(--mono); font-size: .9rem; }
@media (max-width: 46rem) {
  body { padding: .5rem .5rem 3rem; } header, section { padding: 1rem .8rem; border-radius: 10px; }
  .result { text-align: left; margin-left: 0; }
  .tests > thead { position: absolute; clip-path: inset(50%); }
  .tests, .tests > tbody { display: block; }
  .tests .test > tr:not(.more) { display: grid; grid-template-columns: auto 1fr 1fr auto; gap: .3rem .7rem; padding: .6rem 0; }
  .tests .test > tr:not(.more) > td, .tests .test > tr:not(.more) > th { padding: 0; width: auto; }
  .tests .score .meter { display: none; } .tests .score { text-align: right; }
  .tests .time, .tests .memory { font-size: .85rem; white-space: normal; min-width: 0; }
  .tests .name { grid-column: 2 / 4; } .tests .time { grid-column: 1 / 3; } .tests .memory { grid-column: 3 / 5; }
  .tests tr.more, .tests tr.more > td, .tests .group tr, .tests .group th { display: block; }
  .tests tr.more > td { padding: 0 0 .5rem !important; } .tests .group th { padding: .9rem 0 .3rem; }
  .label { display: inline; color: var(--soft); }
  .source .note { margin-left: .8rem; } .code .no { width: 2.6rem; }
  .diff col.sign { width: 1.4rem; } .diff col.no { width: 1.9rem; } .diff td.no { padding: .05rem .25rem; }
  .diff { min-width: 22rem; } .diff td.line { padding: .05rem .25rem; }
}
@media print { body { max-width: none; background: #fff; } .scroll, pre { max-height: none; } .squares { display: none; } }
)css";
}

}  // namespace assay::grader::html
