#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "common/tls/identity.h"

namespace assay::tls {

struct CertificateRequest {
  Identity identity;
  // From now; at least one second, and no longer than the root lives. The start is set back by five
  // minutes, so that a peer whose clock is behind believes it.
  std::chrono::seconds lifetime = std::chrono::hours(24);
  // Beside <service>.assay.internal: public names ("assay.example.org", "*.example.org") and
  // addresses. A name below assay.internal is refused: it would be another service's.
  std::vector<std::string> dns_names = {};
  std::vector<std::string> addresses = {};
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

// PEM texts. The key is a secret: never log it.
struct Credentials {
  std::string certificate, key, roots;
};

// The root of one installation: a folder with root.crt and root.key (0600). It signs certificates
// of services and no further authority (path length 0). Keys are EC P-256.
//
// Thread-compatible: Issue may be called from several threads at once.
class CertificateAuthority {
 public:
  // Makes the folder (0700) where it does not stand. kAlreadyExists: it has a root already.
  static Result<CertificateAuthority> Create(
      const std::filesystem::path& folder, std::chrono::seconds lifetime = std::chrono::days(3650));
  // kNotFound: no root there. kFailedPrecondition: key and certificate do not belong together.
  static Result<CertificateAuthority> Open(const std::filesystem::path& folder);

  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  // A new key and its certificate: server and client authentication, a random serial of 127 bits.
  // kInvalidArgument: a name or the lifetime. kFailedPrecondition: the root has expired.
  Result<Credentials> Issue(const CertificateRequest& request) const;

  // Issues FOLDER's certificate again (as WriteCredentials wrote it, even one that has expired):
  // its identity, names and lifetime, with a new key. `if_needed`: only when less than half of its
  // lifetime is left at `now`; false: it was left as it is. kFailedPrecondition: another root's.
  Result<bool> Renew(
      const std::filesystem::path& folder, bool if_needed,
      std::chrono::system_clock::time_point now = std::chrono::system_clock::now()) const;

  const std::string& root_pem() const;

 private:
  struct State;
  explicit CertificateAuthority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes FOLDER/{tls.crt,tls.key (0600),roots.crt}. The folder is exchanged as a whole: whoever
// opens the files by their paths finds the old three or the new three, except in the instant
// between two opens. A new folder is 0700; one that stands keeps its mode and owner.
// kFailedPrecondition: it holds other files too, which an exchange would lose.
Status WriteCredentials(const std::filesystem::path& folder, const Credentials& credentials);

}  // namespace assay::tls
