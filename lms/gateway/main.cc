// assay-gateway: the public door.
#include <CLI/CLI.hpp>

#include "common/redis/client.h"
#include "common/rpc/rpc.h"
#include "common/service/options.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "lms/gateway/gateway.h"

namespace {

using assay::InvalidArgument;
using assay::OkStatus;
using assay::Status;
namespace gateway = assay::gateway;
namespace rpc = assay::rpc;

struct Options {
  std::string listen = "127.0.0.1:8443";
  std::string public_certificate, public_key;
  bool plain_http = false;
  std::string judge, identity, courses, plagiarism, redis;
  rpc::TlsFiles tls;
  size_t max_body_mib = 16, max_upload_mib = 64;
  gateway::GatewayOptions gateway;
};

void AddOptions(CLI::App& app, Options& options) {
  auto& server = options.gateway.server;
  auto& rates = options.gateway.rates;
  app.add_option("--listen", options.listen, "HOST:PORT for clients; port 0 picks one")
      ->capture_default_str();
  app.add_option("--public-certificate", options.public_certificate,
                 "PEM chain that clients see; with --public-key. Without both they see that of "
                 "--tls-certificate");
  app.add_option("--public-key", options.public_key, "PEM key of it");
  app.add_flag("--plain-http", options.plain_http,
               "clients come without TLS: a proxy in front of this speaks it");
  app.add_option("--public-url", options.gateway.public_url,
                 "how clients reach it, such as https://assay.example.org; empty: as they say");
  app.add_option("--judge", options.judge, "HOST:PORT or unix:PATH of assay-judge")->required();
  app.add_option("--identity", options.identity, "HOST:PORT or unix:PATH of assay-identity")
      ->required();
  app.add_option("--courses", options.courses,
                 "HOST:PORT or unix:PATH of assay-courses; empty: none");
  app.add_option("--plagiarism", options.plagiarism,
                 "HOST:PORT or unix:PATH of assay-plagiarism; empty: there is none");
  app.add_option(
      "--redis", options.redis,
      "redis://HOST:PORT, rediss://… or unix:PATH, where several gateways keep rate limits "
      "together; empty: each has its own");
  assay::service::AddTlsOptions(app, options.tls);
  app.add_option("--operators", options.gateway.operators,
                 "the tenant whose administrators look after workers, which serve all tenants")
      ->capture_default_str();
  app.add_option("--threads", server.threads, "threads for connections")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app.add_option("--max-connections", server.max_connections, "of clients; more are told 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option(
      "--trusted-proxy", server.trusted_proxies,
      "address whose X-Forwarded-For is believed and, with --plain-http, whose PROXY header "
      "(version 2); may be given several times");
  app.add_option("--max-body-mib", options.max_body_mib, "of a request")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  app.add_option("--max-upload-mib", options.max_upload_mib,
                 "of a package: a problem's, a quiz's, a course's")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  app.add_option("--rate-per-address", rates.address, "requests a second; 0: no limit")
      ->capture_default_str();
  app.add_option("--rate-per-token", rates.token, "requests a second; 0: no limit")
      ->capture_default_str();
}

Status Check(Options& options) {
  ASSAY_RETURN_IF_ERROR(assay::service::CheckTlsOptions(options.tls));
  if (options.public_certificate.empty() != options.public_key.empty())
    return InvalidArgument("--public-certificate and --public-key belong together");
  if (options.plain_http && !options.public_key.empty())
    return InvalidArgument("--plain-http goes without --public-certificate and --public-key");
  if (options.gateway.public_url.ends_with('/'))
    return InvalidArgument("--public-url: write it without a slash at its end");
  auto& server = options.gateway.server;
  ASSAY_ASSIGN_OR_RETURN(const auto listen, assay::service::ParseHostPort(options.listen));
  server.address = listen.host;
  server.port = listen.port;
  if (!options.plain_http) {
    const bool own = options.public_certificate.empty();
    server.certificate = own ? options.tls.certificate.string() : options.public_certificate;
    server.key = own ? options.tls.key.string() : options.public_key;
  }
  server.max_body_bytes = options.max_body_mib << 20U;
  options.gateway.max_upload_bytes = options.max_upload_mib << 20U;
  options.gateway.secure =
      !options.plain_http || options.gateway.public_url.starts_with("https://");
  auto& rates = options.gateway.rates;
  rates.address_burst = 5 * rates.address;
  rates.token_burst = 4 * rates.token;
  return OkStatus();
}

// What may be asked twice without harm, where the judge restarts in between.
rpc::ChannelOptions JudgeChannel() {
  rpc::ChannelOptions options;
  options.max_message_bytes = size_t{64} << 20U;  // reports
  for (const char* method :
       {"GetSubmission", "ListSubmissions", "GetReport", "GetSource", "GetProblem",
        "GetProblemPage", "ListProblems", "GetRejudge", "ListRejudges", "GetQueue", "ListWorkers",
        "ListDeadLetters", "ListWebhooks", "ListDeliveries"})
    options.retry.push_back(std::string("assay.judge.v1.JudgeService/") + method);
  return options;
}

Status Serve(Options& options, assay::service::Context& context) {
  ASSAY_ASSIGN_OR_RETURN(const auto judge,
                         rpc::Connect(options.judge, "judge", options.tls, JudgeChannel()));
  rpc::ChannelOptions identity_options;
  identity_options.retry = {"assay.identity.v1.IdentityService/Authenticate"};
  ASSAY_ASSIGN_OR_RETURN(const auto identity,
                         rpc::Connect(options.identity, "identity", options.tls, identity_options));
  if (!options.courses.empty()) {
    rpc::ChannelOptions large;
    large.max_message_bytes = size_t{64} << 20U;  // gradebooks
    ASSAY_ASSIGN_OR_RETURN(options.gateway.courses,
                           rpc::Connect(options.courses, "courses", options.tls, large));
  }
  if (!options.plagiarism.empty()) {
    rpc::ChannelOptions similarity;
    similarity.max_message_bytes = size_t{64} << 20U;  // reports
    ASSAY_ASSIGN_OR_RETURN(options.gateway.plagiarism,
                           rpc::Connect(options.plagiarism, "plagiarism", options.tls, similarity));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto gateway,
                         gateway::Gateway::Start(options.gateway, judge, identity, context.logger(),
                                                 context.metrics(), &context.tracer()));
  context.logger().Info("serving", {{"listen", options.listen},
                                    {"port", static_cast<int>(gateway->port())},
                                    {"tls", !options.plain_http}});
  context.SetReady();
  context.WaitForStop();
  context.SetNotReady("stopping");
  gateway->Stop(std::chrono::seconds(10));
  return OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-gateway";
  definition.description = "The public door: REST, server-sent events, WebSocket, device sign-in.";
  definition.options = [&options](CLI::App& app) { AddOptions(app, options); };
  definition.check = [&options] { return Check(options); };
  definition.run = [&options](assay::service::Context& context) { return Serve(options, context); };
  return assay::service::Run(definition, argc, argv);
}
