#include "supervisor/data_folder.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>

#include "common/blobs/master_keys.h"
#include "common/crypto/key.h"
#include "common/files.h"
#include "common/process/users.h"
#include "common/tls/authority.h"
#include "common/tls/certificate.h"
#include "supervisor/files.h"
#include "supervisor/ports.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kPrivate = 0700;
constexpr unsigned kPassThrough = 0711;
constexpr std::string_view kFallbackUser = "nobody";

// By the names of docs/platform.md; "worker" stands for all workers of this machine.
std::vector<tls::Identity> Identities(const Config& config) {
  std::vector<tls::Identity> identities = {{.service = "identity"},
                                           {.service = "judge"},
                                           {.service = "courses"},
                                           {.service = "plagiarism"},
                                           {.service = "gateway"}};
  for (unsigned i = 1; i <= config.workers; ++i) {
    identities.push_back({.service = "worker", .instance = "w" + std::to_string(i)});
  }
  return identities;
}

std::string FolderName(const tls::Identity& identity) {
  return identity.instance.empty() ? identity.service : identity.service + "-" + identity.instance;
}

bool IsAddress(const std::string& text) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

// The gateway's certificate is also what clients of this machine see.
tls::CertificateRequest RequestFor(const tls::Identity& identity, const Config& config) {
  tls::CertificateRequest request;
  request.identity = identity;
  if (identity.service != "gateway") return request;
  request.dns_names = {"localhost"};
  request.addresses = {"127.0.0.1"};
  const auto add = [](std::vector<std::string>& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
  };
  if (config.address != "0.0.0.0" && config.address != "::") add(request.addresses, config.address);
  for (const std::string& name : config.names) {
    add(IsAddress(name) ? request.addresses : request.dns_names, name);
  }
  return request;
}

// As it was asked for, and half of its time is still to come.
bool Serves(const fs::path& folder, const tls::CertificateRequest& request) {
  if (!tls::CheckFiles({folder / "tls.crt", folder / "tls.key", folder / "roots.crt"}).ok()) {
    return false;
  }
  const auto info = tls::ReadCertificate(folder / "tls.crt");
  if (!info.ok() || tls::NeedsRenewal(*info, std::chrono::system_clock::now())) return false;
  const auto has_all = [](const std::vector<std::string>& has,
                          const std::vector<std::string>& all) {
    return std::all_of(all.begin(), all.end(), [&](const std::string& one) {
      return std::find(has.begin(), has.end(), one) != has.end();
    });
  };
  return has_all(info->dns_names, request.dns_names) && has_all(info->addresses, request.addresses);
}

Result<tls::CertificateAuthority> OpenAuthority(const fs::path& folder) {
  auto authority = tls::CertificateAuthority::Open(folder);
  if (authority.status().code() != StatusCode::kNotFound) return authority;
  return tls::CertificateAuthority::Create(folder);
}

Status MakeCertificates(const Layout& layout, const Accounts& accounts, const Config& config) {
  ASSAY_ASSIGN_OR_RETURN(const auto authority, OpenAuthority(layout.pki()));
  ASSAY_RETURN_IF_ERROR(
      MakeFolder(layout.pki(), accounts.services.empty() ? kPrivate : kPassThrough));
  for (const tls::Identity& identity : Identities(config)) {
    const fs::path folder = layout.pki() / FolderName(identity);
    const tls::CertificateRequest request = RequestFor(identity, config);
    const std::string user = identity.service == "worker" ? "" : accounts.services;
    if (Serves(folder, request)) continue;
    ASSAY_RETURN_IF_ERROR(MakeFolder(folder, kPrivate, user));
    ASSAY_ASSIGN_OR_RETURN(const tls::Credentials credentials, authority.Issue(request));
    ASSAY_RETURN_IF_ERROR(tls::WriteCredentials(folder, credentials));
  }
  return OkStatus();
}

Status GiveToServices(const fs::path& path, const Accounts& accounts) {
  return accounts.services.empty() ? OkStatus() : process::GiveTo(path, accounts.services);
}

Status NotWritable(const Layout& layout, Status status) {
  if (status.ok()) return status;
  return {status.code(), "the data folder " + layout.root.string() +
                             " cannot be made or written: " + status.message() +
                             "; choose another by --data"};
}

}  // namespace

Result<Accounts> ChooseAccounts(const Config& config) {
  Accounts accounts;
  if (::geteuid() != 0) return accounts;
  accounts.services = config.user;
  accounts.postgres = "postgres";
  if (!process::FindUser(accounts.services).ok()) {
    accounts.services = kFallbackUser;
    accounts.note = "there is no user " + config.user +
                    " on this machine, so services run as nobody, which other programs may also "
                    "do; \"adduser --system --group --no-create-home " +
                    config.user + "\" gives them a user of their own";
  }
  for (const std::string& user : {accounts.services, accounts.postgres}) {
    ASSAY_ASSIGN_OR_RETURN(const process::User found, process::FindUser(user));
    if (found.uid == 0) {
      return InvalidArgument("services.user: services do not run as root; name another user");
    }
  }
  return accounts;
}

Status MakeDataFolder(const Layout& layout, const Accounts& accounts, const Config& config) {
  const bool root = !accounts.services.empty();
  std::error_code error;
  fs::create_directories(layout.root.parent_path(), error);
  if (error) return NotWritable(layout, ErrnoStatus(layout.root.string(), error.value()));
  if (root) {
    const Status open = CheckOthersCanPass(layout.root);
    if (!open.ok()) {
      return {open.code(), open.message() +
                               " is closed to other users, and PostgreSQL and the services do not "
                               "run as root; choose another folder by --data, such as "
                               "/var/lib/assay/platform"};
    }
  }
  const unsigned shared = root ? kPassThrough : kPrivate;
  struct Folder {
    fs::path path;
    unsigned mode;
    std::string user;
  };
  std::vector<Folder> folders = {
      {layout.root, shared, ""},
      {layout.run(), shared, ""},
      {layout.logs(), kPrivate, ""},
      {layout.keys(), kPrivate, accounts.services},
      {layout.secrets(), kPrivate, accounts.services},
      {layout.redis(), kPrivate, accounts.services},
      {layout.blobs(), kPrivate, accounts.services},
      {layout.similarity(), kPrivate, accounts.services},
      {layout.workers(), kPrivate, ""},
      {layout.run("identity"), kPrivate, accounts.services},
      {layout.run("judge"), kPrivate, accounts.services},
      {layout.run("courses"), kPrivate, accounts.services},
      {layout.run("plagiarism"), kPrivate, accounts.services},
      {layout.run("gateway"), kPrivate, accounts.services},
  };
  for (unsigned i = 1; i <= config.workers; ++i) {
    const std::string name = "w" + std::to_string(i);
    folders.push_back({layout.run("worker-" + name), kPrivate, ""});
    folders.push_back({layout.workers() / name, kPrivate, ""});
    folders.push_back({layout.workers() / name / "cache", kPrivate, ""});
  }
  for (const Folder& folder : folders) {
    ASSAY_RETURN_IF_ERROR(NotWritable(layout, MakeFolder(folder.path, folder.mode, folder.user)));
  }
  return OkStatus();
}

Status MakeSecrets(const Layout& layout, const Accounts& accounts, const Config& config,
                   const std::vector<std::string>& roles) {
  ASSAY_RETURN_IF_ERROR(MakeCertificates(layout, accounts, config));
  const Status made = blobs::CreateMasterKey(layout.master_key());
  if (!made.ok() && made.code() != StatusCode::kAlreadyExists) return made;
  ASSAY_RETURN_IF_ERROR(GiveToServices(layout.master_key(), accounts));
  for (const std::string& role : roles) {
    const fs::path file = layout.password(role);
    if (!fs::exists(file)) {
      ASSAY_RETURN_IF_ERROR(WriteFileAtomically(file, crypto::RandomToken() + "\n", 0600));
    }
    ASSAY_RETURN_IF_ERROR(GiveToServices(file, accounts));
  }
  return OkStatus();
}

Result<std::vector<std::string>> RenewCertificates(const Layout& layout) {
  std::vector<std::string> renewed;
  ASSAY_ASSIGN_OR_RETURN(const auto authority, tls::CertificateAuthority::Open(layout.pki()));
  std::error_code error;
  for (fs::directory_iterator it(layout.pki(), error), end; !error && it != end;
       it.increment(error)) {
    if (!fs::exists(it->path() / "tls.crt")) continue;
    ASSAY_ASSIGN_OR_RETURN(const bool done, authority.Renew(it->path(), true));
    if (done) renewed.push_back(it->path().filename().string());
  }
  if (error) return ErrnoStatus(layout.pki().string(), error.value());
  return renewed;
}

Result<bool> ChoosePorts(const std::vector<std::string>& services, State& state) {
  bool changed = false;
  for (const std::string& service : services) {
    uint16_t& port = state.ports[service];
    if (port != 0 && CheckPortIsFree("127.0.0.1", port).ok()) continue;
    ASSAY_ASSIGN_OR_RETURN(port, PickPort());
    changed = true;
  }
  return changed;
}

}  // namespace assay::supervisor
