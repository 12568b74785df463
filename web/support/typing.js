/** Whether a key belongs to a field that somebody writes in, or to the browser. */
export function isTyping(event) {
  const target = event.composedPath()[0];
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(target?.matches?.("input, textarea, select"));
}
