// An OpenID provider for the tests, in a process of its own: node provider.mjs REDIRECT_URI. It prints where it is. Its own pages take
// any password; NAME's address is NAME@example.org, which it verified unless the name begins with "un".
import { createServer } from "node:http";
import Provider from "oidc-provider";

const redirectUri = process.argv[2];
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "assay", client_secret: "a secret of two servers", redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: ["of a test"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `${id[0].toUpperCase()}${id.slice(1)} Example`,
        email: `${id}@example.org`,
        email_verified: !id.startsWith("un"),
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
