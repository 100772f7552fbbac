#include "clients/cli/credentials.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "clients/cli/private_file_syscalls.h"
#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kWhatToDo = "; remove it and sign in again with assay login";

// The string under a key; "" where it is absent. false: it is something else.
bool Take(const json& object, const char* key, std::string& to) {
  const auto it = object.find(key);
  if (it == object.end()) return true;
  if (!it->is_string()) return false;
  to = it->get<std::string>();
  return true;
}

}  // namespace

fs::path CredentialsFile() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/') {
    return fs::path(config) / "assay/credentials.json";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/") / ".config/assay/credentials.json";
}

Result<Credentials> ParseCredentials(std::string_view text) {
  const json root = json::parse(text, nullptr, false);
  const auto damaged = [](std::string_view what) {
    return InvalidArgument(std::string(what) + std::string(kWhatToDo));
  };
  if (!root.is_object()) return damaged("is not JSON of ours");
  if (root.value("version", json()) != json(1)) return damaged("is of another version");
  Credentials credentials;
  if (!Take(root, "server", credentials.server)) return damaged("\"server\" is no text");
  const json servers = root.value("servers", json::object());
  if (!servers.is_object()) return damaged("\"servers\" is no object");
  for (const auto& [url, entry] : servers.items()) {
    SignedIn signed_in;
    std::string cacert;
    if (!entry.is_object() || !Take(entry, "token", signed_in.token) ||
        !Take(entry, "name", signed_in.name) || !Take(entry, "cacert", cacert)) {
      return damaged("an entry of \"servers\" is damaged");
    }
    signed_in.cacert = cacert;
    credentials.servers.emplace(url, std::move(signed_in));
  }
  return credentials;
}

std::string FormatCredentials(const Credentials& credentials) {
  json servers = json::object();
  for (const auto& [url, signed_in] : credentials.servers) {
    json& entry = servers[url];
    entry = {{"token", signed_in.token}, {"name", signed_in.name}};
    if (!signed_in.cacert.empty()) entry["cacert"] = signed_in.cacert.string();
  }
  const json root = {{"version", 1}, {"server", credentials.server}, {"servers", servers}};
  return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Credentials> ReadCredentials(const fs::path& file) {
  const Result<std::string> text = ReadPrivateFile(file);
  if (text.status().code() == StatusCode::kNotFound) return Credentials();
  if (!text.ok()) return text.status();
  Result<Credentials> credentials = ParseCredentials(*text);
  if (!credentials.ok()) return std::move(credentials).status().Annotate(file.string());
  return credentials;
}

Status WriteCredentials(const fs::path& file, const Credentials& credentials) {
  ASSAY_RETURN_IF_ERROR(MakePrivateFolder(file.parent_path()));
  return WriteFileAtomically(file, FormatCredentials(credentials), 0600);
}

Result<std::string> ReadTokenFile(const fs::path& file) {
  ASSAY_ASSIGN_OR_RETURN(std::string token, ReadPrivateFile(file, Owner::kNamed));
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  for (const char c : token) {
    if (c <= ' ' || c > '~') token.clear();
  }
  if (token.empty()) {
    return InvalidArgument(file.string() + ": holds no token; one line is expected, \"assay_…\"");
  }
  return token;
}

}  // namespace assay::client
