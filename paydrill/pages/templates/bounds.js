"use strict";
/* Swagger UI writes out all that an operation's schemas refer to, again and again, and in a contract
   whose schemas refer to each other a lot, that is more than a browser can hold. */
const MOST_PARTS = 6000;

// Names a schema whose parts are left out.
function stub(ref) {
  const name = ref.split("/").pop();
  return { type: "object", title: name, description: `See ${name} in the contract.`, $$ref: ref };
}

// Writes out what a part refers to, level by level, until there are many parts.
function writtenOut(spec, part) {
  const holder = { part };
  let level = [[holder, "part"]];
  let parts = 0;
  while (level.length) {
    const next = [];
    for (const [parent, key] of level) {
      const found = parent[key];
      if (typeof found !== "object" || found === null) continue;
      // An example may have a key of that name, too.
      const ref = String(found.$ref).startsWith("#/") ? found.$ref : undefined;
      const target = ref === undefined ? found : resolved(spec, found);
      parts += 1;
      const isFull = parts > MOST_PARTS && ref !== undefined;
      if (isFull || typeof target !== "object" || target === null) {
        parent[key] = isFull ? stub(ref) : target;
        continue;
      }
      const copy = Array.isArray(target) ? [...target] : { ...target };
      if (ref !== undefined) copy.$$ref = ref;
      parent[key] = copy;
      for (const each of Object.keys(copy)) next.push([copy, each]);
    }
    level = next;
  }
  return holder.part;
}

// A plugin of Swagger UI. Other parts than operations are left to Swagger UI.
const ResolveWithinBounds = (system) => ({
  statePlugins: {
    spec: {
      wrapActions: {
        requestResolvedSubtree: (original) => (path) => {
          if (path[0] !== "paths" || path.length !== 3) return original(path);
          const { specSelectors, specActions } = system.getSystem();
          const spec = specSelectors.specJS();
          const item = resolved(spec, spec.paths[path[1]]);
          const parameters = [...(item.parameters ?? []), ...(item[path[2]].parameters ?? [])];
          const operation = writtenOut(spec, { ...item[path[2]], parameters });
          return specActions.updateResolvedSubtree(path, operation);
        },
      },
    },
  },
});
