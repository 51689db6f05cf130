// Serves one contract by Scalar's mock server: node scalar.mjs FILE PORT
import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { createMockServer } from '@scalar/mock-server'

const [file, port] = process.argv.slice(2)
const { fetch } = await createMockServer({ document: readFileSync(file, 'utf8') })
serve({ fetch, hostname: '127.0.0.1', port: Number(port) })
