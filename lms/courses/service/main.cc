// assay-courses: what is taught, what is due, what it was worth.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <thread>

#include "common/blobs/master_keys.h"
#include "common/database/migrations.h"
#include "common/database/options.h"
#include "common/rpc/server.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "lms/courses/lti/scores.h"
#include "lms/courses/lti/service.h"
#include "lms/courses/service/seed.h"
#include "lms/courses/service/service.h"
#include "lms/courses/service/upkeep.h"

namespace {

namespace courses = assay::courses;
namespace database = assay::database;
namespace rpc = assay::rpc;
using assay::OkStatus;
using assay::Status;

struct Options {
  Options() {
    settings.database = "assay";
    settings.user = "courses";
    settings.application = "assay-courses";
  }
  database::Settings settings;
  std::filesystem::path migrations;
  std::string listen = "127.0.0.1:0";
  std::string judge, identity;
  rpc::TlsFiles tls;
  size_t connections = 28;
  int roster_seconds = 15;
  std::filesystem::path master_key, outgoing_roots;
  std::vector<std::string> outgoing_networks;
};

void AddOptions(CLI::App& app, Options& options) {
  database::AddOptions(app, options.settings);
  app.add_option("--migrations", options.migrations, "folder of the schema's migrations");
  app.add_option("--listen", options.listen, "HOST:PORT to serve on; port 0 picks one")
      ->capture_default_str();
  app.add_option("--judge", options.judge, "HOST:PORT or unix:PATH of assay-judge")->required();
  app.add_option("--identity", options.identity, "HOST:PORT or unix:PATH of assay-identity")
      ->required();
  assay::service::AddTlsOptions(app, options.tls);
  app.add_option("--database-connections", options.connections, "at most so many at once")
      ->capture_default_str()
      ->check(CLI::Range(12, 200));
  app.add_option("--roster-seconds", options.roster_seconds,
                 "how old the copy of who is in a course may become")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  app.add_option("--master-key", options.master_key,
                 "wraps the keys with which LTI messages are signed; without it there is no LTI");
  app.add_option("--outgoing-allow", options.outgoing_networks,
                 "networks (CIDR) in which learning platforms may stand though they are not "
                 "public; with any, also over http://");
  app.add_option(
      "--outgoing-roots", options.outgoing_roots,
      "certificates of authorities, PEM, for learning platforms; the system's otherwise");
}

// Other learning platforms: what it takes to be launched by them and to send them grades.
class Platforms {
 public:
  static assay::Result<std::unique_ptr<Platforms>> Open(const Options& options, courses::Core& core,
                                                        std::shared_ptr<grpc::Channel> identity) {
    assay::http::ClientOptions client;
    client.user_agent = "assay-lti";
    client.roots = options.outgoing_roots;
    ASSAY_ASSIGN_OR_RETURN(client.policy,
                           assay::http::AddressPolicy::Public(options.outgoing_networks));
    ASSAY_ASSIGN_OR_RETURN(const auto masters, assay::blobs::MasterKeys::Load(options.master_key));
    ASSAY_ASSIGN_OR_RETURN(auto http, assay::http::Client::Create(std::move(client)));
    return std::unique_ptr<Platforms>(new Platforms(core, masters->Derive("assay.courses.lti.1"),
                                                    std::move(http), identity,
                                                    !options.outgoing_networks.empty()));
  }
  courses::lti::Lti& lti() { return lti_; }

 private:
  Platforms(courses::Core& core, std::vector<assay::crypto::Key> sealing,
            std::unique_ptr<assay::http::Client> client,
            const std::shared_ptr<grpc::Channel>& identity, bool plain_http)
      : client_(std::move(client)),
        directory_(courses::lti::MakeDirectory(identity)),
        tool_(core, std::move(sealing)),
        keys_(*client_, time_, {.plain_http = plain_http}),
        lti_({core, *directory_, *client_, keys_, tool_, plain_http}),
        scores_(lti_, {}) {
    scores_.Start();
  }

  const assay::limits::TimeSource time_;
  const std::unique_ptr<assay::http::Client> client_;
  const std::unique_ptr<courses::lti::Directory> directory_;
  courses::lti::ToolKeys tool_;
  assay::jwt::RemoteKeys keys_;
  courses::lti::Lti lti_;
  courses::lti::Scores scores_;  // last: its threads use the others
};

Status Migrate(Options& options) {
  if (options.migrations.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.migrations,
                           database::FindMigrations("lms/courses/migrations", "courses"));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(options.settings));
  return database::Migrate(*connection, "courses", options.migrations).status();
}

assay::courses::Micros Now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Status Serve(Options& options, assay::service::Context& context) {
  ASSAY_RETURN_IF_ERROR(Migrate(options));
  database::Pool pool(courses::ForCourses(options.settings), options.connections);
  rpc::ChannelOptions large;
  large.max_message_bytes = size_t{64} << 20U;  // reports
  ASSAY_ASSIGN_OR_RETURN(const auto judge,
                         rpc::Connect(options.judge, "judge", options.tls, large));
  ASSAY_ASSIGN_OR_RETURN(const auto identity,
                         rpc::Connect(options.identity, "identity", options.tls));
  const auto sources = courses::MakeSources(judge, identity);
  courses::Core core{pool, context.logger(), &Now};
  courses::Upkeep::Options upkeep_options;
  upkeep_options.roster = std::chrono::seconds(options.roster_seconds);
  courses::Upkeep upkeep(core, *sources, upkeep_options);
  const auto services = courses::MakeServices(core, context.metrics(), context.tracer());
  rpc::ServerOptions server_options;
  server_options.address = options.listen;
  server_options.max_message_bytes = size_t{64} << 20U;  // gradebooks
  ASSAY_ASSIGN_OR_RETURN(server_options.credentials, rpc::ServerCredentials(options.tls));
  for (const auto& service : services) server_options.services.push_back(service.get());
  std::unique_ptr<Platforms> platforms;
  std::shared_ptr<grpc::Service> lti;
  if (!options.master_key.empty()) {
    ASSAY_ASSIGN_OR_RETURN(platforms, Platforms::Open(options, core, identity));
    lti = courses::lti::MakeService(platforms->lti(), context.metrics(), context.tracer());
    server_options.services.push_back(lti.get());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto server, rpc::Server::Start(server_options));
  context.logger().Info("serving", {{"listen", options.listen}, {"port", server->port()}});
  context.SetReady();
  context.WaitForStop();
  context.SetNotReady("stopping");
  server->Shutdown(std::chrono::seconds(5));
  return OkStatus();
}

int Seed(int argc, const char* const* argv) {
  CLI::App app("Makes a small course to look at; one that is there already stays as it is.",
               "assay-courses seed");
  Options options;
  courses::SeedOptions seed;
  database::AddOptions(app, options.settings);
  app.add_option("--migrations", options.migrations, "folder of the schema's migrations");
  app.add_option("--tenant", seed.tenant, "the organisation's id")->capture_default_str();
  app.add_option("--course", seed.course, "the course's id")->capture_default_str();
  app.add_option("--examples", seed.examples, "folder of problems, for their statements");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;
  }
  const auto run = [&]() -> Status {
    ASSAY_RETURN_IF_ERROR(database::CheckOptions(options.settings));
    ASSAY_RETURN_IF_ERROR(Migrate(options));
    database::Pool pool(options.settings, 4);
    courses::Core core{pool, assay::log::Logger(), &Now};
    return courses::Seed(core, seed);
  };
  const Status status = run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "assay-courses: %s\n", status.message().c_str());
  return status.code() == assay::StatusCode::kInvalidArgument ? 64 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc > 1 && std::string_view(argv[1]) == "seed") return Seed(argc - 1, argv + 1);
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-courses";
  definition.description = "Courses, assignments, grades and the gradebook (assay.courses.v1).";
  definition.options = [&options](CLI::App& app) { AddOptions(app, options); };
  definition.check = [&options]() -> Status {
    ASSAY_RETURN_IF_ERROR(database::CheckOptions(options.settings));
    return assay::service::CheckTlsOptions(options.tls);
  };
  definition.run = [&options](assay::service::Context& context) { return Serve(options, context); };
  return assay::service::Run(definition, argc, argv);
}
