"use strict";
const element = document.getElementById("swagger-ui");
window.ui = SwaggerUIBundle({
  domNode: element,
  urls: JSON.parse(element.dataset.contracts),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: "folded" in element.dataset ? [FollowLinks, ResolveWithinBounds] : [FollowLinks],
  layout: "StandaloneLayout",
  deepLinking: true,
  // Hundreds of operations and schemas take long to draw: each tag is drawn when it is opened.
  docExpansion: "folded" in element.dataset ? "none" : "list",
  defaultModelsExpandDepth: "folded" in element.dataset ? -1 : 1,
  persistAuthorization: true,
  // A proxy in front may have taken off the TLS, and the contract names the server without it.
  requestInterceptor: (request) => {
    const { pathname, search } = new URL(request.url, location.href);
    return Object.assign(request, { url: location.origin + pathname + search });
  },
  // Otherwise the contract's address is sent to swagger.io to be validated there.
  validatorUrl: null,
});
