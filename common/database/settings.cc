#include "common/database/settings.h"

#include <algorithm>

#include "common/files.h"

namespace assay::database {
namespace {

constexpr uint64_t kMaxPasswordBytes = 4096;

void Append(std::string& text, std::string_view key, std::string_view value) {
  text.append(key).append("='");
  for (const char c : value) {
    if (c == '\'' || c == '\\') text.push_back('\\');
    text.push_back(c);
  }
  text.append("' ");
}

bool IsSettingName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

// In "options" a blank ends a word unless a backslash stands before it.
std::string OptionWord(std::string_view value) {
  std::string word;
  for (const char c : value) {
    if (c == ' ' || c == '\\') word.push_back('\\');
    word.push_back(c);
  }
  return word;
}

}  // namespace

std::string Settings::Describe() const {
  return user + "@" + host + ":" + std::to_string(port) + "/" + database;
}

Result<std::string> ConnectionString(const Settings& s) {
  std::string text;
  Append(text, "host", s.host);
  Append(text, "port", std::to_string(s.port));
  Append(text, "dbname", s.database);
  Append(text, "user", s.user);
  Append(text, "application_name", s.application);
  Append(text, "connect_timeout", std::to_string(s.connect_timeout.count()));
  Append(text, "client_encoding", "UTF8");
  if (!s.password_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(std::string password, ReadFile(s.password_file, kMaxPasswordBytes));
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
      password.pop_back();
    }
    Append(text, "password", password);
  }
  if (!s.host.starts_with('/')) {
    Append(text, "sslmode", s.plain_text_tcp ? "disable" : "verify-full");
    if (!s.tls_root.empty()) Append(text, "sslrootcert", s.tls_root.string());
    if (!s.tls_certificate.empty()) {
      Append(text, "sslcert", s.tls_certificate.string());
      Append(text, "sslkey", s.tls_key.string());
    }
    // A machine that vanished is noticed within the time that a statement may take.
    Append(text, "tcp_user_timeout", std::to_string(s.statement_timeout.count()));
  }
  const std::string timeout = std::to_string(s.statement_timeout.count());
  std::string options = "-c statement_timeout=" + timeout + " -c lock_timeout=" + timeout;
  for (const auto& [name, value] : s.session) {
    if (!IsSettingName(name)) {
      return InvalidArgument("database session setting \"" + name + "\": not a name of PostgreSQL");
    }
    options += " -c " + name + "=" + OptionWord(value);
  }
  Append(text, "options", options);
  return text;
}

}  // namespace assay::database
