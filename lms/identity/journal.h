#pragma once

#include <string>
#include <vector>

#include "common/audit/log.h"
#include "lms/identity/vault.h"

namespace assay::identity {

// Who does something.
struct Actor {
  std::string person;   // an id, "system", or "" for nobody known
  std::string address;  // personal: sealed
};
struct Note {
  std::string tenant;                 // empty: that of the first subject
  std::string action;                 // "person.put"
  std::vector<std::string> subjects;  // ids of people
  std::string detail;                 // JSON without anything personal; may be empty
  // JSON that is personal, of `sealed_for`: gone when their key is.
  std::string sealed;
  std::string sealed_for;
};

// What identity writes into the audit log: every change, and every look at what is personal, in the
// transaction in which it happens. Thread-safe; what it is given outlives it.
class Journal {
 public:
  Journal(audit::Log& log, Vault& vault) : log_(log), vault_(vault) {}

  // As the last statement of a transaction of the caller. The detail is {"detail": …, "sealed": …,
  // "of": id, "from": the sealed address of the actor}.
  Status Write(database::Connection& connection, const Actor& actor, const Note& note);

  // A record's sealed part, for an export; "" where there is none or its key is gone.
  std::string Unseal(database::Connection& connection, const audit::Record& record);

  const audit::Log& log() const { return log_; }

 private:
  audit::Log& log_;
  Vault& vault_;
};

// A journal and for whom it is written; without a journal nothing is.
struct Trail {
  Journal* journal = nullptr;
  Actor actor = {};
  Status Write(database::Connection& connection, const Note& note) const {
    return journal == nullptr ? OkStatus() : journal->Write(connection, actor, note);
  }
};

}  // namespace assay::identity
