// For those who run a csms and want to see how it fares

export { type Readiness, readinessOf } from './health.js'
export { createMetrics, type MetricsOptions } from './metrics.js'
export { type Tracer, traceExchanges } from './tracing.js'
