"use strict";
/* Fills in what the contract's links say of an answer: the id of a payment that was just made goes
   into the forms of the operations that take one. See "Link Object" in OpenAPI. */

// Resolves a reference inside the document.
function resolved(spec, node) {
  return node?.$ref ? resolved(spec, at(spec, node.$ref.slice(1))) : node;
}

// Reads what a JSON Pointer points at; undefined where that is nothing.
function at(value, pointer) {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((node, step) => node?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], value);
}

// Evaluates a constant, or an expression about the answer's body, alone or in braces inside a text.
function evaluated(expression, body) {
  const [, alone] = /^\$response\.body#(.*)$/.exec(expression) ?? [];
  if (alone !== undefined) return at(body, alone);
  let known = true;
  const text = String(expression).replace(/\{\$response\.body#([^}]*)\}/g, (_, inner) => {
    const value = at(body, inner);
    known &&= value !== undefined && value !== null;
    return value;
  });
  return known ? text : undefined;
}

// Finds an operation by its id, as its path, its method and itself.
function operationOf(spec, id) {
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(item ?? {})) {
      if (operation?.operationId === id) return { path, method, operation };
    }
  }
}

// Lists the links of an answer to other operations than the one that was called.
function linksOf(spec, path, method, status) {
  const responses = spec.paths[path]?.[method]?.responses ?? {};
  const response = responses[status] ?? responses[`${status[0]}XX`] ?? responses.default;
  const links = Object.values(resolved(spec, response)?.links ?? {});
  return links
    .map((link) => resolved(spec, link))
    .map((link) => ({ link, target: operationOf(spec, link.operationId) }))
    .filter(({ target }) => target && !(target.path === path && target.method === method));
}

// Swagger UI keeps a value under the name, and once the operation was opened, under the whole parameter.
function setParameter(ui, pathMethod, { name, in: place }, value) {
  const opened = ui.specSelectors.specResolvedSubtree(["paths", ...pathMethod])?.get("parameters");
  const known = opened?.find((each) => each.get("name") === name && each.get("in") === place);
  if (known) ui.specActions.changeParamByIdentity(pathMethod, known, value);
  else ui.specActions.changeParam(pathMethod, name, place, value);
}

function fillParameters(ui, spec, { link, target }, body) {
  const parameters = [...(spec.paths[target.path].parameters ?? []), ...(target.operation.parameters ?? [])];
  for (const each of parameters) {
    const parameter = resolved(spec, each);
    const value = evaluated(link.parameters?.[parameter.name] ?? "$response.body#/-", body);
    if (value === undefined || value === null) continue;
    setParameter(ui, [target.path, target.method], parameter, String(value));
  }
}

function fillBody(ui, spec, { link, target }, body) {
  const media = resolved(spec, target.operation.requestBody)?.content?.["application/json"];
  const fields = link["x-paydrill-body"] ?? link.requestBody;
  if (!media || typeof fields !== "object") return;
  const shown = ui.oas3Selectors.requestBodyValue(target.path, target.method);
  const example = media.example ?? resolved(spec, Object.values(media.examples ?? {})[0])?.value;
  let filled;
  try {
    filled = typeof shown === "string" ? JSON.parse(shown) : { ...example };
  } catch {
    return; // somebody is writing it
  }
  for (const [name, expression] of Object.entries(fields)) {
    filled[name] = evaluated(expression, body) ?? filled[name];
  }
  const pathMethod = [target.path, target.method];
  // Without a media type, Swagger UI takes the body for its own example, and puts that back.
  ui.oas3Actions.setRequestContentType({ value: "application/json", pathMethod });
  ui.oas3Actions.setRequestBodyValue({ value: JSON.stringify(filled, null, 2), pathMethod });
}

// A plugin of Swagger UI.
const FollowLinks = (system) => ({
  statePlugins: {
    spec: {
      wrapActions: {
        setResponse: (original) => (path, method, response) => {
          const spec = system.getSystem().specSelectors.specJson().toJS();
          for (const each of linksOf(spec, path, method, String(response.status))) {
            fillParameters(system.getSystem(), spec, each, response.body);
            fillBody(system.getSystem(), spec, each, response.body);
          }
          return original(path, method, response);
        },
      },
    },
  },
});
