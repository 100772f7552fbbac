#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/blobs/master_keys.h"
#include "common/database/pool.h"

namespace assay::identity {

// How often somebody is written to: "at_once", "daily" (one mail for a day), "none".
bool IsMailOften(std::string_view word);
// "announcement": 1 to 40 of a-z, 0-9 and _.
bool IsMailKind(std::string_view word);

struct MailSettings {
  std::string often = "at_once";
  std::map<std::string, std::string> kinds = {};  // what is otherwise than `often`
  std::string language = {};                      // empty: the installation's

  const std::string& OftenOf(const std::string& kind) const;
};

// What people want of mail. Thread-safe; what it is given outlives it.
class MailSettingsStore {
 public:
  MailSettingsStore(database::Pool& pool, blobs::MasterKeys& masters)
      : pool_(pool), masters_(masters) {}

  Result<MailSettings> Get(const std::string& person);
  // kInvalidArgument names the field.
  Status Put(const std::string& person, const MailSettings& settings);

  // Names the person and a kind ("": all news), signed: whoever holds it may say that they want no
  // more of it, and nothing else.
  std::string UnsubscribeToken(const std::string& person, const std::string& kind);
  struct Unsubscribed {
    std::string kind;      // empty: all news
    std::string language;  // of the person
  };
  // `apply`: false only says what it would do. kNotFound: not ours, or the person is gone.
  Result<Unsubscribed> Unsubscribe(std::string_view token, bool apply);

 private:
  database::Pool& pool_;
  blobs::MasterKeys& masters_;
};

}  // namespace assay::identity
