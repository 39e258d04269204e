"""The style sheet of the brief: for the screen by day and by night, and for paper."""

from __future__ import annotations

LIGHT = """
--paper:#fff;--ink:#1a2027;--soft:#56616d;--rule:#d9dee4;--wash:#f5f7f9;--accent:#123b63;
--sea:#edf2f6;--land:#d6d9d3;--grid:#dfe6ec;--good:#0b6b3a;--bad:#a3341c;--chip:#fff;
--o0:#1f5fa8;--o1:#c04e0b;--o2:#00785f;--o3:#99408a;--o4:#5a3d00;--o5:#b02f58;--o6:#45701f;
--o7:#5d6671
"""
DARK = """
--paper:#11161c;--ink:#e7ebf0;--soft:#9eaab6;--rule:#2d3742;--wash:#19212a;--accent:#a9cdf2;
--sea:#161f29;--land:#33404b;--grid:#222d38;--good:#63cf97;--bad:#f39a83;--chip:#0d1218;
--o0:#76b5f3;--o1:#f59a62;--o2:#43caab;--o3:#dc9cd0;--o4:#dcbd45;--o5:#f58aa8;--o6:#a9cd74;
--o7:#b1b8c2
"""
PAGE = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main{max-width:64rem;margin:0 auto;padding:4rem 1.5rem 5rem}
h1,h2,.lead,.tiles dd{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",
"Liberation Serif",Georgia,serif}
h1{font-size:clamp(2rem,1.2rem + 3.2vw,3.1rem);line-height:1.12;font-weight:600;
letter-spacing:-.01em;margin:.35em 0 .55em;max-width:20em;text-wrap:balance}
h2{font-size:1.6rem;line-height:1.2;font-weight:600;margin:0 0 .5rem}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{max-width:44em;margin:0 0 1rem}
.over{color:var(--soft);font-size:.875rem;letter-spacing:.02em;margin:0}
.over b{color:var(--accent);letter-spacing:.06em}
.lead{font-size:1.22rem;line-height:1.5;max-width:36em;margin-bottom:2.5rem}
section{margin-top:4.5rem}
section>h2{border-top:2px solid var(--accent);padding-top:1rem}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:1.5rem 2rem;
margin:0;padding:1.5rem 0;border-block:1px solid var(--rule)}
.tiles div{display:flex;flex-direction:column}
.tiles dd{margin:0;font-size:2.5rem;line-height:1.15;color:var(--accent);
font-variant-numeric:lining-nums}
.tiles dt{order:2;color:var(--soft);font-size:.875rem;line-height:1.4}
.tiles dt b,figcaption b{font-weight:600;font-size:.6875rem;color:var(--soft);
border:1px solid var(--rule);border-radius:3px;padding:0 .3em;white-space:nowrap}
figure{margin:1.5rem 0 2rem}
figcaption{color:var(--soft);font-size:.8125rem;line-height:1.5;margin-top:.75rem;max-width:62em}
code{font:.92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
overflow-wrap:anywhere}
figcaption code{display:block;color:var(--soft)}
.wide{overflow-x:auto}
.wide:focus-visible{outline:2px solid var(--accent);outline-offset:4px}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.35;
font-variant-numeric:tabular-nums lining-nums}
th,td{text-align:left;padding:.5rem .55rem;border-bottom:1px solid var(--rule);font-weight:400;
vertical-align:baseline}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--soft);font-size:.75rem;vertical-align:bottom;padding-block:.25rem}
thead .group{color:var(--ink);font-weight:600;border-bottom:0;padding-top:.75rem}
thead tr:first-child td,thead tr:first-child th{border-bottom:0}
tbody th{white-space:nowrap}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
.small td.number svg{width:80px;vertical-align:-3px}
.parties thead .group{text-align:center}
.parties thead .group span{display:block;border-bottom:1px solid var(--soft);padding-bottom:.2rem}
.parties tr.group th{color:var(--soft);font-size:.75rem;padding-top:1.4rem}
strong{font-weight:650}
.sum th,.sum td{border-top:1.5px solid var(--soft);font-weight:650}
.more{color:var(--good)}
.less{color:var(--bad)}
td.bar,th.bar{width:1%}
td.bar svg{height:14px;vertical-align:-3px}
.parties td.bar svg{width:110px}
.coalitions td.bar svg{width:200px}
.reasons td.bar svg{width:80px}
.bar .brought{fill:var(--rule)}
.bar .together{fill:var(--c)}
.bar .alone{fill:var(--ink)}
.coalitions rect,.reasons rect{fill:var(--soft)}
.coalitions .one rect{fill:var(--c)}
.coalitions .all rect{fill:var(--accent)}
.coalitions .all th,.coalitions .all td{font-weight:650}
.coalitions th,.coalitions td{padding-block:.22rem}
.small{font-size:.8125rem}
.small th,.small td{padding-block:.32rem}
.article{white-space:nowrap;font-weight:600}
.reasons tbody th{white-space:normal;min-width:11em}
.coalitions{max-width:44rem}
.text{min-width:16em;line-height:1.4}
.small .text{color:var(--soft)}
.checks td:last-child{width:55%}
details{margin:.6rem 0;font-size:.9375rem}
summary{cursor:pointer;color:var(--accent);padding:.25rem 0}
.o0{--c:var(--o0)}.o1{--c:var(--o1)}.o2{--c:var(--o2)}.o3{--c:var(--o3)}
.o4{--c:var(--o4)}.o5{--c:var(--o5)}.o6{--c:var(--o6)}.o7{--c:var(--o7)}
.chip{display:inline-block;min-width:2.1em;padding:.02em .35em;border-radius:3px;text-align:center;
background:var(--c);color:var(--chip);font-size:.75rem;font-weight:600;line-height:1.45}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;padding:0;margin:.9rem 0 0;
font-size:.8125rem;color:var(--soft)}
.key{width:16px;height:16px;vertical-align:-3px;overflow:visible}
.picture{display:block;width:100%;min-width:44rem;height:auto;
font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
.picture text{fill:var(--ink)}
.sea{fill:var(--sea)}
.land{fill:var(--land)}
.graticule{fill:none;stroke:var(--grid);stroke-width:.6}
.frame{fill:none;stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3}
.passes path{fill:none;stroke:var(--c);stroke-width:1;stroke-opacity:.34}
.footprints path{fill:var(--c);fill-opacity:.55;stroke:var(--c);stroke-width:1.4;
stroke-linejoin:round}
.dots circle{fill:var(--c);stroke:var(--paper);stroke-width:.7}
.stations path{fill:var(--c);stroke:var(--paper);stroke-width:1}
.stations line{stroke:var(--soft);stroke-width:.7}
.stations text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round;
stroke-opacity:.85}
.axis line{stroke:var(--rule);stroke-width:1}
.axis text{fill:var(--soft);text-anchor:middle}
.axis .day{fill:var(--ink);font-weight:600}
.lane{text-anchor:end}
text.code{fill:var(--soft);font-size:10.5px}
.base{stroke:var(--rule);stroke-width:.7}
.image{fill:var(--c)}
.any{fill:var(--accent)}
.downlink{fill:var(--soft)}
.upload{fill:var(--paper);stroke:var(--ink);stroke-width:1.2;stroke-linejoin:round}
.span{stroke:var(--c);stroke-width:3;stroke-opacity:.4}
circle.alone{fill:var(--paper);stroke:var(--c);stroke-width:2.2}
circle.together{fill:var(--c)}
.near{text-anchor:middle;font-weight:650}
footer{margin-top:5rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--soft);
font-size:.8125rem}
@media (max-width:60rem){.tiles{grid-template-columns:repeat(2,1fr)}
th,td{padding-inline:.4rem}}
@media screen and (max-width:50rem){.parties th[scope="row"]{position:sticky;left:0;
background:var(--paper)}}
@media (max-width:40rem){.tiles{grid-template-columns:1fr}
main{padding:2rem 1.1rem 3rem}section{margin-top:3rem}
.lead{font-size:1.1rem}.tiles dd{font-size:2rem}
.parties,.reasons,.coalitions,.small{min-width:36rem}}
"""
PAPER = """
@page{size:A4;margin:17mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);
font:8pt "Liberation Sans",sans-serif;color:#56616d}}
body{font-size:10pt}
main{max-width:none;padding:0}
section{margin-top:26pt}
h1{font-size:26pt;margin-top:8pt}
h2{font-size:15pt;break-after:avoid}
section>p{break-after:avoid}
h3{font-size:11pt;margin:14pt 0 4pt;break-after:avoid}
.lead{font-size:12pt;margin-bottom:16pt}
.tiles{grid-template-columns:repeat(4,1fr);gap:14pt;padding:12pt 0}
.tiles dd{font-size:22pt}
table{font-size:8pt}
.small{font-size:7.4pt}
thead th{font-size:7pt}
.chip{font-size:7pt}
.tiles dt b,figcaption b{font-size:6pt}
th,td{padding:3.2pt 4pt}
.coalitions th,.coalitions td{padding-block:1.2pt}
.small th,.small td{padding-block:1.6pt}
.parties tr.group th{font-size:7pt}
footer{font-size:8pt;margin-top:24pt}
figcaption,.tiles dt,.legend{font-size:8pt}
thead{display:table-header-group}
tr,figure.whole,.tiles{break-inside:avoid}
.wide{overflow:visible}
.picture{min-width:0}
.parties td.bar svg{width:64px}
.small td.number svg{width:56px}
details{display:none}
.new{break-before:page;margin-top:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
"""


def style_sheet() -> str:
    """Return the whole style sheet; paper is always light."""
    compact = "".join(line for line in PAGE.splitlines())
    paper = "".join(line for line in PAPER.splitlines())
    light, dark = ("".join(each.split("\n")) for each in (LIGHT, DARK))
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"{compact}@media print{{{paper}}}"
    )
