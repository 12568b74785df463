// The reader that is bundled knows OpenAPI 3.0. What 3.1 says otherwise in our contract is rewritten for display only;
// programs read /openapi.json as it is.

function readable(node) {
  if (Array.isArray(node)) return node.map(readable);
  if (node === null || typeof node !== "object") return node;
  const copy = {};
  for (const [name, value] of Object.entries(node)) copy[name] = readable(value);
  if (Array.isArray(copy.type)) {
    const types = copy.type.filter((type) => type !== "null");
    if (types.length < copy.type.length) copy.nullable = true;
    if (types.length === 1) copy.type = types[0];
    else delete copy.type;
  }
  return copy;
}

async function start() {
  const answer = await fetch("/openapi.json");
  const spec = { ...readable(await answer.json()), openapi: "3.0.3" };
  window.SwaggerUIBundle({
    spec,
    dom_id: "#reader",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
  });
}

start();
