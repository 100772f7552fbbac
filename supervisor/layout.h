#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay::supervisor {

// Where things are below the data folder. docs/platform.md shows the whole.
struct Layout {
  std::filesystem::path root;  // absolute

  std::filesystem::path config() const { return root / "assay.toml"; }
  std::filesystem::path state() const { return root / "state.json"; }
  std::filesystem::path pki() const { return root / "pki"; }
  std::filesystem::path root_certificate() const { return pki() / "root.crt"; }
  std::filesystem::path keys() const { return root / "keys"; }
  std::filesystem::path master_key() const { return keys() / "master.key"; }
  std::filesystem::path identity_key() const { return keys() / "identity.key"; }
  std::filesystem::path audit_key() const { return keys() / "audit.key"; }
  // Signed heads of the audit log, outside of the database.
  std::filesystem::path audit_heads() const { return keys() / "audit.heads"; }
  std::filesystem::path secrets() const { return root / "secrets"; }
  std::filesystem::path password(std::string_view role) const {
    return secrets() / (std::string(role) + ".password");
  }
  std::filesystem::path postgres() const { return root / "postgres"; }
  std::filesystem::path redis() const { return root / "redis"; }
  std::filesystem::path redis_socket() const { return redis() / "redis.sock"; }
  std::filesystem::path blobs() const { return root / "blobs"; }
  std::filesystem::path similarity() const { return root / "similarity"; }
  std::filesystem::path workers() const { return root / "workers"; }
  std::filesystem::path logs() const { return root / "logs"; }
  std::filesystem::path log(std::string_view unit) const {
    return logs() / (std::string(unit) + ".log");
  }
  std::filesystem::path run() const { return root / "run"; }
  // A folder that the unit's user may write to, with its ready file.
  std::filesystem::path run(std::string_view unit) const { return run() / unit; }
  std::filesystem::path ready_file(std::string_view unit) const { return run(unit) / "ready"; }
  std::filesystem::path pid_file(std::string_view unit) const {
    return run() / (std::string(unit) + ".pid");
  }
  std::filesystem::path lock() const { return run() / "lock"; }
  std::filesystem::path control() const { return root / "control.sock"; }
};

}  // namespace assay::supervisor
