#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/status.h"

namespace assay::database {

// How to reach one PostgreSQL database. A value without secrets: the password is read from its file
// each time that a connection is made, so that it can be changed without a restart.
struct Settings {
  std::string host;  // a host name, or the folder of a unix socket (begins with '/')
  uint16_t port = 5432;
  std::string database;
  std::string user;
  std::filesystem::path password_file;  // empty: none; a newline at its end is not part of it
  std::string application = "assay";    // shown in pg_stat_activity

  // Over TCP the server's certificate must be of this root and name; a unix socket needs neither.
  std::filesystem::path tls_root;
  std::filesystem::path tls_certificate;  // of this client, with its key; empty: none
  std::filesystem::path tls_key;
  // true only for a server on the loopback that has no certificate.
  bool plain_text_tcp = false;

  std::chrono::seconds connect_timeout{5};
  // The server ends a statement, and a wait for a lock, that takes longer.
  std::chrono::milliseconds statement_timeout{10000};

  // Settings of the session, such as {"plan_cache_mode", "force_generic_plan"}.
  std::vector<std::pair<std::string, std::string>> session;

  // "user@host:port/database", for messages and logs.
  std::string Describe() const;
};

// libpq's "key='value' …" with the password in it: for the driver only, never for a log.
// Fails when the password's file cannot be read or a setting of the session has an odd name.
Result<std::string> ConnectionString(const Settings& settings);

}  // namespace assay::database
