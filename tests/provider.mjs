// A real OpenID Connect provider for the tests: oidc-provider, with accounts that the test names on the way through.
// node provider.mjs HOME: HOME is the platform's own address. Says its issuer when it listens.
// An interaction is answered by ?sub=…&email=…&verified=…&amr=…&acr=… added to its address.
import { createServer } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const home = process.argv[2]
const accounts = new Map()
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1', ready)
let provider, serve

function ready() {
  const issuer = `http://127.0.0.1:${server.address().port}`
  provider = new Provider(issuer, {
    clients: [{
      client_id: 'csap',
      client_secret: 'a secret of the tests alone, no more',
      redirect_uris: [`${home}/login/sso/back`],
      post_logout_redirect_uris: [`${home}/login`],
      backchannel_logout_uri: `${home}/login/sso/ended`,
      backchannel_logout_session_required: true,
      id_token_signed_response_alg: 'ES256',
    }],
    jwks: { keys: [{ ...keys, use: 'sig', alg: 'ES256', kid: 'first' }] },
    cookies: { keys: ['of the tests'] },
    acrValues: ['two'],
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { logoutSource: (ctx, form) => { ctx.body = form } },
    },
    fetch: (address, { dispatcher, ...options }) => fetch(address, options), // its own agent refuses loopback
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: allowed,
    pkce: { required: () => true },
    renderError: (ctx, out) => { ctx.body = JSON.stringify(out) },
    ttl: { IdToken: 120, AccessToken: 300, Grant: 600, Interaction: 600, Session: 600 },
  })
  serve = provider.callback()
  console.log(issuer)
}

async function allowed(ctx) {
  const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
  grant.addOIDCScope('openid email')
  await grant.save()
  return grant
}

async function answer(request, response) {
  const address = new URL(request.url, home)
  if (address.pathname === '/favicon.ico') return response.writeHead(204).end()
  if (!address.pathname.startsWith('/interaction/')) return serve(request, response)
  const { sub, email, verified, amr, acr } = Object.fromEntries(address.searchParams)
  if (!sub) return response.end('Who are you?')
  accounts.set(sub, { email, email_verified: verified === 'true' })
  const login = { accountId: sub, ...(amr && { amr: amr.split(' ') }), ...(acr && { acr }) }
  const result = sub === 'nobody' ? { error: 'access_denied' } : { login }
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}
