"""OpenID Connect: the one provider that is configured, asked over HTTP, and the tokens that it signs.

Who a provider's person is here, and what they may do, is for `actions.sso`; pages are `web.sso`."""
