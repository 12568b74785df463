// Where the parts of one order stand: one column on a phone, two on a desk, a bar that stays.
import { css } from "../client/element.js";

export const layout = css`
  .bar { position: sticky; top: 0; z-index: 10; background: color-mix(in srgb, var(--paper) 88%, transparent); backdrop-filter: saturate(1.4) blur(14px); -webkit-backdrop-filter: saturate(1.4) blur(14px); border-bottom: 1px solid transparent; transition: border-color var(--slow); }
  :host([scrolled]) .bar { border-color: var(--line); }
  .bar-inner { display: flex; align-items: center; gap: var(--half); max-width: 72rem; margin: 0 auto; min-height: 64px; padding: 0 var(--s1) 0 var(--half); }
  .bar-text { position: relative; flex: 1; min-width: 0; height: 44px; }
  .bar-text > span { position: absolute; inset: 0; display: flex; flex-direction: column; justify-content: center; transition: opacity var(--slow), transform var(--slow) var(--ease); }
  .bar-text span span, .bar-text b, .bar-text .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .bar-text .name { display: block; line-height: 44px; font-weight: var(--weight-strong); }
  .bar-text b { font-weight: var(--weight-strong); line-height: 24px; }
  .bar-text .status span { color: var(--ink-soft); font-size: var(--text-s); line-height: 20px; }
  .bar-text .status { opacity: 0; transform: translateY(8px); }
  :host([scrolled]) .bar-text .status { opacity: 1; transform: none; }
  :host([scrolled]) .bar-text .name { opacity: 0; transform: translateY(-8px); }

  .page { display: grid; gap: var(--s3); grid-template-columns: minmax(0, 1fr); max-width: 40rem; margin: 0 auto; padding: 0 var(--s2) calc(var(--s3) + var(--bar, 0px)); }
  .summary, .aside, .part, .stack { display: grid; gap: var(--s2); align-content: start; min-width: 0; }
  .summary, .part { scroll-margin-top: 76px; }
  .part:empty { display: none; }
  .summary { gap: var(--s1); padding-top: var(--s1); }
  .log { padding-top: var(--s1); }
  .log h2 { font-size: var(--text-xl); }
  .foot:not(:empty) { padding-bottom: var(--s2); }

  @media (min-width: 960px) {
    .page { max-width: 72rem; grid-template-columns: minmax(0, 1fr) 23rem; column-gap: var(--s5); padding: 0 var(--s3) var(--s8); grid-template-rows: auto auto auto 1fr; }
    .bar-inner { padding: 0 var(--s2); }
    .summary { grid-column: 1 / -1; padding-top: var(--s2); }
    .told { grid-column: 1; }
    .hero { grid-column: 1; }
    .log { grid-column: 1; }
    .aside { grid-column: 2; grid-row: 2 / span 3; }
    .page { padding-bottom: var(--s8); }
  }
`;
