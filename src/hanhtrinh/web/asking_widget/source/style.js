export const STYLE = `
:host{all:initial !important;display:block !important;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif !important;color:var(--ink) !important;
color-scheme:light !important;--paper:#fff !important;--ink:#20242e !important;--soft:#5f6470 !important;--line:#8a8f99 !important;--faint:#e4e0d8 !important;--bad:#b3261e !important;--corner:12px !important}
:host([over]){position:fixed !important;width:0 !important;height:0 !important;inset:auto 0 0 auto !important;z-index:2147483000 !important}
:host([look=dark]){color-scheme:dark !important;--paper:#1e2127 !important;--ink:#ececea !important;--soft:#b1b5be !important;--line:#8b909b !important;--faint:#3a3f49 !important;--bad:#ff9d94 !important}
@media(prefers-color-scheme:dark){:host([look=auto]){color-scheme:dark !important;--paper:#1e2127 !important;--ink:#ececea !important;--soft:#b1b5be !important;--line:#8b909b !important;--faint:#3a3f49 !important;--bad:#ff9d94 !important}}
:host([corners=square]){--corner:0px !important}:host([corners=soft]){--corner:8px !important}
*{box-sizing:border-box}
.box{background:var(--paper);color:var(--ink);border:1px solid var(--faint);border-radius:var(--corner);padding:20px;position:relative;overflow-wrap:anywhere}
.box:not(.popup){max-width:640px}
@supports selector(:has(*)){.options:not(:has([value=other]:checked)) .own{display:none}}
.popup{position:fixed;z-index:2147483000;right:16px;bottom:16px;width:min(420px,calc(100vw - 32px));max-height:calc(100vh - 32px);overflow:auto;box-shadow:0 8px 32px rgb(0 0 0/.22);animation:rise .25s ease-out}
@keyframes rise{from{transform:translateY(16px);opacity:0}}
@media(max-width:520px){.popup{right:0;left:0;bottom:0;width:100%;max-height:85vh;max-height:85dvh;border-radius:var(--corner) var(--corner) 0 0;border-width:1px 0 0}}
@media(prefers-reduced-motion:reduce){.popup{animation:none}}
.tab{position:fixed;z-index:2147482999;right:0;top:50%;transform:translateY(-50%);writing-mode:vertical-rl;border-radius:var(--corner) 0 0 var(--corner);padding:16px 10px}
h2{font-size:18px;line-height:1.35;margin:0 36px 12px 0;font-weight:600}
h2:focus{outline:none}
p{margin:0 0 12px}
.close{position:absolute;top:10px;right:10px;width:36px;height:36px;padding:0;background:none;color:var(--soft);font-size:22px;line-height:1}
.question{border:0;margin:0 0 18px;padding:0;min-width:0}
legend,.title{font-weight:600;padding:0;margin:0 0 8px;display:block}
.must,.help{color:var(--soft);font-weight:400;font-size:14px}
.wrong{color:var(--bad);font-size:14px;margin:6px 0 0}.wrong:empty{display:none}
label{cursor:pointer}
.scale{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:4px}
.scale.long{grid-auto-flow:row;grid-template-columns:repeat(11,minmax(0,1fr))}
.scale.n10{grid-template-columns:repeat(10,minmax(0,1fr))}.scale.n9{grid-template-columns:repeat(9,minmax(0,1fr))}
@media(max-width:400px){.scale.long{grid-template-columns:repeat(6,minmax(0,1fr))}.scale.n10,.scale.n9{grid-template-columns:repeat(5,minmax(0,1fr))}}
.scale label{position:relative;display:block}
.scale input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.scale span{display:flex;align-items:center;justify-content:center;min-height:44px;border:1px solid var(--line);border-radius:calc(var(--corner)/2)}
.scale input:hover+span{border-color:var(--ink)}
.scale input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:700;text-decoration:underline}
.scale input:focus-visible+span{outline:3px solid var(--ink);outline-offset:2px}
.scale svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.csat span,.rating span{flex-direction:column;gap:2px;padding:6px 0;font-size:13px}
.rating span{border-color:transparent}.scale.rating input:checked+span{background:none;border-color:transparent;color:inherit}
.rating label:has(:checked) svg,.rating label:has(~label :checked) svg{fill:var(--accent);stroke:var(--accent)}
.ends{display:flex;justify-content:space-between;gap:16px;color:var(--soft);font-size:14px;margin-top:6px}
.ends span:last-child{text-align:right}
.options,.cells{display:grid;gap:2px}
.radio,.checkbox{display:flex;gap:10px;align-items:flex-start;padding:6px 0;min-height:36px}
.scale .radio{padding:0}
.options input,.cells input,.checkbox input{width:20px;height:20px;margin:2px 0 0;flex:none;accent-color:var(--accent)}
.row{border:0;border-top:1px solid var(--faint);padding:8px 0;margin:0;min-width:0}
.row legend{font-weight:400;margin:0;float:left;width:100%}.row .cells{clear:both}
button.rank{display:flex;gap:10px;align-items:center;width:100%;margin:0 0 4px;padding:7px 10px;text-align:left;font-weight:400;background:none;color:inherit;border:1px solid var(--line)}
.rank b{flex:none;width:28px;height:28px;line-height:26px;text-align:center;border:1px dashed var(--line);border-radius:50%}
.rank[aria-pressed=true]{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}.rank[aria-pressed=true] b{background:var(--accent);border:1px solid var(--accent);color:var(--on)}
.rank[aria-disabled=true]{opacity:.6;cursor:default}
.line{display:block;margin:0 0 8px}.line span{display:block;font-size:14px}
input[type=text],input[type=email],input[type=tel],input[type=date],textarea{font:inherit;color:inherit;background:var(--paper);width:100%;min-height:40px;padding:8px 10px;border:1px solid var(--line);border-radius:calc(var(--corner)/2)}
[aria-invalid=true]{border-color:var(--bad)}
button{font:inherit;font-weight:600;border:0;border-radius:calc(var(--corner)/1.5);padding:10px 18px;min-height:44px;cursor:pointer;background:var(--accent);color:var(--on)}
button.back{background:none;color:inherit;border:1px solid var(--line)}
button[disabled]{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.go{display:flex;gap:10px;justify-content:flex-end;margin-top:8px}
.small{font-size:14px;color:var(--soft)}
a{color:inherit}
.seen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{:host{display:none !important}}
`;
