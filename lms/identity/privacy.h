#pragma once

#include <string>
#include <vector>

#include "common/crypto/signing.h"
#include "common/database/pool.h"
#include "lms/identity/journal.h"

namespace assay::identity {

struct ExportedFile {
  std::string path;
  std::string data;
};
struct Consent {
  std::string purpose;  // "analytics"
  bool granted = false;
  int64_t at_us = 0;
};
struct Erasure {
  // JSON: who (a pseudonym), when, the fingerprint of the key that was destroyed, where in the
  // audit log it stands, and a signature over all of it: who holds it can prove it, with the log.
  std::string receipt;
};

// What the GDPR and FERPA give people: to see everything that is kept about them and who saw it, to
// be erased, to agree and to take it back. Whether somebody may ask is the caller's to see to.
// Thread-safe; what it is given outlives it.
class Privacy {
 public:
  Privacy(database::Pool& pool, Vault& vault, Journal& journal, const crypto::SigningKey& key)
      : pool_(pool), vault_(vault), journal_(journal), key_(key) {}

  // Everything that identity keeps about the person, as files of JSON. No secrets: there are only
  // digests of them. kNotFound: the tenant has nobody with this id.
  Result<std::vector<ExportedFile>> Export(const std::string& tenant, const std::string& person,
                                           const Actor& actor);

  // Their name, address, roles, sign-ins and everything else goes, and with their key what was
  // sealed for them, in the audit log and in every copy of it. The id stays, as a pseudonym. In one
  // transaction. kFailedPrecondition: the tenant's last administrator, or erased already.
  Result<Erasure> Erase(const std::string& tenant, const std::string& person, const Actor& actor);

  // kInvalidArgument: no such purpose's name.
  Status SetConsent(const std::string& person, const std::string& purpose, bool granted,
                    const Actor& actor);
  // The newest of each purpose.
  Result<std::vector<Consent>> Consents(const std::string& person);

  struct Seen {
    audit::Record record;
    std::string unsealed;  // "": nothing sealed, or gone
  };
  // Newest first. `subject`: whom it is about. Looking is recorded as well.
  Result<std::vector<Seen>> Audit(const audit::Log::Filter& filter, uint64_t before, int most,
                                  const Actor& actor);

 private:
  database::Pool& pool_;
  Vault& vault_;
  Journal& journal_;
  const crypto::SigningKey& key_;
};

// What is signed of a receipt: its JSON without "signature", as it stands.
bool VerifyReceipt(const std::string& receipt, const crypto::PublicKey& key);

}  // namespace assay::identity
