// A package of QTI as a quiz: what the manifest and the test name, item by item.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lms/courses/qti/item.h"
#include "lms/courses/qti/names.h"
#include "lms/courses/qti/qti.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::qti {
namespace {

constexpr size_t kMostItems = 500;

// A reference in the file `from`.
std::string Resolve(const std::string& from, const std::string& href) {
  return PathFrom(from.substr(0, from.rfind('/') + 1), href.substr(0, href.find('#')));
}

bool EndsWith(const std::string& path, std::string_view end) {
  return path.size() >= end.size() &&
         std::string_view(path).substr(path.size() - end.size()) == end;
}

class Reader {
 public:
  explicit Reader(const Files& files) : files_(files) {}

  Result<Package> Read() {
    ReadManifest();
    if (tests_.empty() && items_.empty()) FindWithoutManifest();
    for (const std::string& test : tests_) ReadTest(test);
    for (const std::string& item : items_) AddItem(item, "");
    if (package_.quiz.questions().empty() && package_.remarks.empty())
      return InvalidArgument("data: there is no question of QTI 2 or 3 in it");
    KeepWholePools();
    return std::move(package_);
  }

 private:
  void Say(const std::string& file, const std::string& item, const std::string& message,
           bool left_out) {
    package_.remarks.push_back({file, item, message, left_out});
  }

  void ReadManifest() {
    const auto found = std::find_if(files_.begin(), files_.end(), [](const auto& file) {
      return file.first == "imsmanifest.xml" || EndsWith(file.first, "/imsmanifest.xml");
    });
    if (found == files_.end()) return;
    const auto document = Parse(found->second);
    if (!document.ok()) return Say(found->first, "", document.status().message(), false);
    for (const pugi::xml_node& one : Below(**document, "resource")) {
      const std::string type = Attribute(one, "type");
      const std::string path = Resolve(found->first, Attribute(one, "href"));
      if (type.find("imsqti_item") != std::string::npos) items_.push_back(path);
      if (type.find("imsqti_test") != std::string::npos) tests_.push_back(path);
      if (type.find("imsqti_xmlv1p") != std::string::npos)
        Say(path, Attribute(one, "identifier"), "is QTI 1.2, which is not read", true);
    }
  }

  void FindWithoutManifest() {
    for (const auto& [path, text] : files_) {
      if (!EndsWith(path, ".xml") || EndsWith(path, "imsmanifest.xml")) continue;
      const auto document = Parse(text);
      if (!document.ok()) {
        Say(path, "", document.status().message(), true);
        continue;
      }
      const std::string root = NameOf((*document)->document_element());
      if (root == "assessmenttest") tests_.push_back(path);
      if (root == "assessmentitem") items_.push_back(path);
      if (root == "questestinterop") Say(path, "", "is QTI 1.2, which is not read", true);
    }
  }

  void ReadTest(const std::string& path) {
    const auto file = files_.find(path);
    if (file == files_.end()) return Say(path, "", "is named and not there", false);
    const auto document = Parse(file->second);
    if (!document.ok()) return Say(path, "", document.status().message(), false);
    const pugi::xml_node test = (*document)->document_element();
    if (package_.title.empty()) package_.title = Attribute(test, "title");
    const auto seconds = NumberOf(Attribute(Child(test, "timelimits"), "maxtime"));
    if (seconds && *seconds > 0 && *seconds <= 604'800)
      package_.quiz.set_minutes(static_cast<int32_t>((*seconds + 59) / 60));
    for (const char* name : {"outcomeprocessing", "testfeedback", "precondition", "branchrule"})
      if (!Below(test, name).empty())
        Say(path, Attribute(test, "identifier"), fmt::format("{} is left out", name), false);
    for (const pugi::xml_node& part : test.children()) {
      if (NameOf(part) != "testpart") continue;
      for (const pugi::xml_node& section : part.children()) ReadSection(path, section, "");
    }
  }

  void ReadSection(const std::string& path, const pugi::xml_node& section,
                   const std::string& around) {
    const std::string name = NameOf(section);
    if (name == "assessmentitemref")
      return AddItem(Resolve(path, Attribute(section, "href")), around);
    if (name == "assessmentsectionref") {
      return Say(path, Attribute(section, "identifier"), "a section in another file is not read",
                 false);
    }
    if (name != "assessmentsection") return;
    if (Attribute(Child(section, "ordering"), "shuffle") == "true")
      package_.quiz.set_shuffle_questions(true);
    std::string pool = around;
    const auto select = NumberOf(Attribute(Child(section, "selection"), "select"));
    if (select && *select >= 1 && *select <= 500) {
      if (!around.empty())
        Say(path, Attribute(section, "identifier"), "a selection within a selection is left out",
            false);
      else
        pool = AddPool(section, static_cast<int>(*select));
    }
    for (const pugi::xml_node& child : section.children()) ReadSection(path, child, pool);
  }

  std::string AddPool(const pugi::xml_node& section, int draw) {
    std::string name = Attribute(section, "title").substr(0, 90);
    if (name.empty()) name = Attribute(section, "identifier").substr(0, 90);
    if (name.empty()) name = "pool";
    std::string unique = name;
    for (int i = 2; !pools_.insert(unique).second; ++i) unique = name + " " + std::to_string(i);
    v1::Pool& pool = *package_.quiz.add_pools();
    pool.set_name(unique);
    pool.set_draw(draw);
    return unique;
  }

  void AddItem(const std::string& path, const std::string& pool) {
    if (!read_.insert(path).second) {
      if (!pool.empty()) Say(path, "", "is asked in several places; only the first is kept", false);
      return;
    }
    const auto file = files_.find(path);
    if (file == files_.end()) return Say(path, "", "is named and not there", true);
    if (static_cast<size_t>(package_.quiz.questions_size()) >= kMostItems)
      return Say(path, "", "is one more than the 500 that a quiz may have", true);
    std::vector<std::string> notes;
    auto question = ReadItem(file->second, notes);
    const std::string id = question.ok() ? question->id() : "";
    for (const std::string& note : notes) Say(path, id, note, false);
    if (!question.ok()) return Say(path, "", question.status().message(), true);
    question->set_id(UniqueId(question->id(), ids_));
    question->set_pool(pool);
    *package_.quiz.add_questions() = *std::move(question);
  }

  // Of what is left of a pool as many are drawn as there are; its questions are worth the same.
  void KeepWholePools() {
    google::protobuf::RepeatedPtrField<v1::Pool> kept;
    for (v1::Pool& pool : *package_.quiz.mutable_pools()) {
      int size = 0;
      std::set<double> points;
      for (const v1::Question& one : package_.quiz.questions()) {
        if (one.pool() != pool.name()) continue;
        ++size;
        points.insert(one.points());
      }
      if (size == 0) continue;
      if (points.size() > 1) {
        Say("", pool.name(), "its questions are not worth the same: all of them are asked", false);
        for (v1::Question& one : *package_.quiz.mutable_questions())
          if (one.pool() == pool.name()) one.clear_pool();
        continue;
      }
      if (pool.draw() > size) {
        Say("", pool.name(), fmt::format("{} are drawn: there are no more", size), false);
        pool.set_draw(size);
      }
      *kept.Add() = pool;
    }
    package_.quiz.mutable_pools()->Swap(&kept);
  }

  const Files& files_;
  Package package_;
  std::vector<std::string> items_, tests_;
  std::set<std::string> read_, ids_, pools_;
};

}  // namespace

Result<Package> Read(const Files& files) { return Reader(files).Read(); }

}  // namespace assay::courses::qti
