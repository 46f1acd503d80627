import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui'

/**
 * The page at `/docs`. All of it comes from the csms, and its browser is told to take nothing from elsewhere: also where the API is reached by
 * plain HTTP from another machine, which a policy that upgrades requests would leave without scripts.
 */
export const docsPage: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  staticCSP: {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  },
  theme: {
    title: 'ocpp-csms operator API',
    // Neither the bar of another program above, nor an icon of one.
    css: [{ filename: 'csms.css', content: style() }],
    favicon: [{ filename: 'csms.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: icon() }],
  },
  uiConfig: {
    layout: 'BaseLayout',
    validatorUrl: null,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    filter: true,
    displayRequestDuration: true,
  },
}

function style(): string {
  return `.swagger-ui .info { margin: 24px 0 }
.swagger-ui .scheme-container { padding: 12px 0 }
.swagger-ui .response-col_links { display: none }
`
}

/** A flash. */
function icon(): string {
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0a7d4f" d="M9 0 2 9h5l-1 7 8-10H8z"/></svg>'
}
