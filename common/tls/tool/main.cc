// assay-ca: the root of one installation and the certificates of its services.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "common/tls/authority.h"
#include "common/tls/certificate.h"
#include "common/tls/tool/lifetime.h"

namespace assay::tls {
namespace {

constexpr int kExitUsage = 64;

// What the command line chose: runs it, or is empty.
using Command = std::function<Status()>;

std::string Date(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string Left(const CertificateInfo& info) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(
      info.not_after - std::chrono::system_clock::now());
  if (left.count() > 0) return FormatDuration(left) + " left";
  return "EXPIRED " + FormatDuration(-left) + " ago";
}

Status Show(const std::string& file) {
  ASSAY_ASSIGN_OR_RETURN(const CertificateInfo info, ReadCertificate(file));
  fmt::print("subject     {}\nissuer      {}\n", info.subject, info.issuer);
  fmt::print("kind        {}, {}\n", info.is_ca ? "root of an authority" : "service",
             info.key_type);
  for (const std::string& uri : info.uris) fmt::print("identity    {}\n", uri);
  for (const std::string& name : info.dns_names) fmt::print("DNS name    {}\n", name);
  for (const std::string& address : info.addresses) fmt::print("address     {}\n", address);
  fmt::print("valid from  {}\nvalid to    {} ({})\n", Date(info.not_before), Date(info.not_after),
             Left(info));
  fmt::print("serial      {}\n", info.serial);
  return OkStatus();
}

Status Announce(const std::string& verb, const std::string& folder) {
  ASSAY_ASSIGN_OR_RETURN(const CertificateInfo info, ReadCertificate(folder + "/tls.crt"));
  fmt::print("{} {} in {}, valid to {} ({})\n", verb, info.uris.empty() ? "?" : info.uris[0],
             folder, Date(info.not_after), Left(info));
  return OkStatus();
}

void AddInit(CLI::App& app, Command& command) {
  auto* verb = app.add_subcommand("init", "Makes a root: FOLDER/root.crt and FOLDER/root.key");
  auto folder = std::make_shared<std::string>();
  auto lifetime = std::make_shared<std::string>("3650d");
  verb->add_option("FOLDER", *folder, "made where it does not stand")->required();
  verb->add_option("--lifetime", *lifetime, "of the root")->capture_default_str();
  verb->callback([=, &command] {
    command = [=]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto seconds, ParseLifetime(*lifetime));
      ASSAY_RETURN_IF_ERROR(CertificateAuthority::Create(*folder, seconds).status());
      fmt::print("made the root in {}; keep root.key to yourself\n", *folder);
      return OkStatus();
    };
  });
}

struct IssueOptions {
  std::string folder, service, out, lifetime = "24h";
  std::vector<std::string> dns, addresses;
};

Status Issue(const IssueOptions& options) {
  CertificateRequest request;
  ASSAY_ASSIGN_OR_RETURN(request.identity, ParseIdentityName(options.service));
  ASSAY_ASSIGN_OR_RETURN(request.lifetime, ParseLifetime(options.lifetime));
  request.dns_names = options.dns;
  request.addresses = options.addresses;
  ASSAY_ASSIGN_OR_RETURN(const auto authority, CertificateAuthority::Open(options.folder));
  ASSAY_ASSIGN_OR_RETURN(const Credentials credentials, authority.Issue(request));
  ASSAY_RETURN_IF_ERROR(WriteCredentials(options.out, credentials));
  return Announce("issued", options.out);
}

void AddIssue(CLI::App& app, Command& command) {
  auto* verb = app.add_subcommand("issue", "Makes a key and a certificate for a service");
  auto options = std::make_shared<IssueOptions>();
  verb->add_option("FOLDER", options->folder, "the root's")->required();
  verb->add_option("SERVICE", options->service, "SERVICE or SERVICE/INSTANCE: judge, worker/w1")
      ->required();
  verb->add_option("--out", options->out, "folder for tls.crt, tls.key and roots.crt")->required();
  verb->add_option("--lifetime", options->lifetime, "30m, 24h, 7d")->capture_default_str();
  verb->add_option("--dns", options->dns, "further DNS names, as the public one of the gateway");
  verb->add_option("--ip", options->addresses, "further addresses");
  verb->callback([=, &command] { command = [=] { return Issue(*options); }; });
}

void AddRenew(CLI::App& app, Command& command) {
  auto* verb = app.add_subcommand("renew", "Issues a certificate again, as it was asked for");
  auto root = std::make_shared<std::string>();
  auto folders = std::make_shared<std::vector<std::string>>();
  auto if_needed = std::make_shared<bool>(false);
  verb->add_option("FOLDER", *root, "the root's")->required();
  verb->add_option("OUT", *folders, "folders that \"issue --out\" made")->required();
  verb->add_flag("--if-needed", *if_needed, "only when less than half of its lifetime is left");
  verb->callback([=, &command] {
    command = [=]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto authority, CertificateAuthority::Open(*root));
      for (const std::string& folder : *folders) {
        ASSAY_ASSIGN_OR_RETURN(const bool renewed, authority.Renew(folder, *if_needed));
        ASSAY_RETURN_IF_ERROR(Announce(renewed ? "renewed" : "kept", folder));
      }
      return OkStatus();
    };
  });
}

void AddShow(CLI::App& app, Command& command) {
  auto* verb = app.add_subcommand("show", "Says what a certificate says");
  auto file = std::make_shared<std::string>();
  verb->add_option("FILE", *file, "PEM")->required();
  verb->callback([=, &command] { command = [=] { return Show(*file); }; });
}

int Main(int argc, char** argv) {
  CLI::App app("The root of an installation and the short-lived certificates of its services.",
               "assay-ca");
  app.set_version_flag("--version", "assay-ca " ASSAY_VERSION);
  app.require_subcommand(1);
  Command command;
  AddInit(app, command);
  AddIssue(app, command);
  AddRenew(app, command);
  AddShow(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  const Status status = command();
  if (status.ok()) return 0;
  fmt::print(stderr, "assay-ca: {}\n", status.message());
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : 1;
}

}  // namespace
}  // namespace assay::tls

int main(int argc, char** argv) { return assay::tls::Main(argc, argv); }
