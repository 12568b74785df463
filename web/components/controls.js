// Styles that several components share: buttons, pills, cards, skeletons.
import { css } from "../client/element.js";

export const controls = css`
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--s1);
    min-height: var(--target); padding: 0 var(--s3); border: 1px solid transparent; border-radius: var(--round);
    background: var(--accent); color: var(--on-accent); font-weight: var(--weight-strong); text-decoration: none;
    transition: background var(--fast), transform var(--fast);
  }
  .button[hidden] { display: none; }
  .button:hover { background: var(--accent-strong); }
  .button:active { transform: scale(0.98); }
  .button:disabled { opacity: 0.55; transform: none; }
  .button.quiet { background: transparent; color: var(--accent); border-color: var(--line-strong); }
  .button.quiet:hover { background: var(--accent-soft); }
  .button.bare { background: transparent; color: var(--accent); padding: 0 var(--s1); }
  .button.bare:disabled { color: var(--ink-soft); opacity: 1; font-weight: var(--weight); }
  .button.wide { width: 100%; }
  .round {
    display: inline-grid; place-items: center; width: var(--target); height: var(--target); padding: 0; flex: none;
    border: 0; border-radius: var(--round); background: transparent; color: var(--ink); text-decoration: none;
  }
  .round:hover { background: var(--sunken); }
`;

export const pills = css`
  .pill {
    display: inline-flex; align-items: center; gap: 6px; padding: 3px 10px 3px 8px; border-radius: var(--round);
    font-size: var(--text-s); font-weight: var(--weight-strong); background: var(--calm-soft); color: var(--calm); white-space: nowrap;
  }
  .pill.good { background: var(--good-soft); color: var(--good); }
  .pill.warn { background: var(--warn-soft); color: var(--warn); }
  .pill.bad { background: var(--bad-soft); color: var(--bad); }
`;

export const cards = css`
  .card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: var(--s2); }
  .label { font-size: var(--text-s); color: var(--ink-soft); font-weight: var(--weight); }
  .soft { color: var(--ink-soft); }
  .small { font-size: var(--text-s); }
`;

export const skeletons = css`
  .bone { background: var(--line); border-radius: var(--radius-s); min-height: 1em; animation: breathe 1.6s ease-in-out infinite; }
  .bone.wide { width: 100%; }
  .bone.half { width: 55%; }
  .bone.short { width: 30%; }
  .bone.tall { min-height: 2.2em; }
  .bone.film { aspect-ratio: 16 / 9; border-radius: var(--radius); }
  @keyframes breathe { 50% { opacity: 0.45; } }
  @media (prefers-reduced-motion: reduce) { .bone { animation: none; } }
`;
