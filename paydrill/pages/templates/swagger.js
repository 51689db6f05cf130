"use strict";
const element = document.getElementById("swagger-ui");
window.ui = SwaggerUIBundle({
  domNode: element,
  urls: JSON.parse(element.dataset.contracts),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [FollowLinks],
  layout: "StandaloneLayout",
  deepLinking: true,
  persistAuthorization: true,
  // A proxy in front may have taken off the TLS, and the contract names the server without it.
  requestInterceptor: (request) => {
    const { pathname, search } = new URL(request.url, location.href);
    return Object.assign(request, { url: location.origin + pathname + search });
  },
  // Otherwise the contract's address is sent to swagger.io to be validated there.
  validatorUrl: null,
});
