#include "lms/courses/cartridge/qti12.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "lms/courses/cartridge/item12.h"
#include "lms/courses/cartridge/texts.h"
#include "lms/courses/qti/names.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::cartridge {
namespace {

using qti::Attribute;
using qti::Child;
using qti::NameOf;
using qti::NumberOf;
using qti::TextOf;
using qti::Trimmed;

constexpr int kMostQuestions = 500;

class Reader {
 public:
  Reader(const Resolve& resolve, const FindBank& bank) : resolve_(resolve), bank_(bank) {}

  Result<Assessment> Read(const std::string& xml) {
    ASSAY_ASSIGN_OR_RETURN(const auto document, ParseXml(xml));
    const pugi::xml_node root = document->document_element();
    if (NameOf(root) != "questestinterop")
      return InvalidArgument("is a \"" + OneLine(root.name(), 60) + "\" and no QTI 1.2");
    pugi::xml_node whole = Child(root, "assessment");
    if (whole.empty()) {
      whole = Child(root, "objectbank");
      out_.bank = !whole.empty();
    }
    if (whole.empty()) whole = root;
    out_.id = Attribute(whole, "ident");
    out_.title = OneLine(Attribute(whole, "title"), 200);
    const auto meta = MetadataOf(whole);
    const auto said = [&](const char* name) {
      const auto found = meta.find(name);
      return found == meta.end() ? std::string() : found->second;
    };
    if (out_.title.empty()) out_.title = OneLine(said("bank_title"), 200);
    const auto minutes = NumberOf(said("qmd_timelimit"));
    if (minutes && *minutes >= 1 && *minutes <= 10'080)
      out_.quiz.set_minutes(static_cast<int32_t>(*minutes));
    const auto attempts = NumberOf(said("cc_maxattempts"));
    if (attempts && *attempts >= 1 && *attempts <= 10'000)
      out_.attempts = static_cast<int>(*attempts);
    Section(whole, "", std::nullopt);
    KeepWholePools();
    return std::move(out_);
  }

 private:
  void Say(const std::string& item, const std::string& message, bool left_out) {
    out_.notes.push_back({item, message, left_out});
  }

  // Of sections within sections the innermost that draws counts.
  void Section(const pugi::xml_node& section, const std::string& pool,
               std::optional<double> points) {
    for (const pugi::xml_node& child : section.children()) {
      const std::string name = NameOf(child);
      if (name == "item") {
        AddItem(child, pool, points);
      } else if (name == "section") {
        Draw(child, pool, points);
      } else if (name == "itemref" || name == "sectionref") {
        Say(OneLine(Attribute(child, "linkrefid"), 100),
            "stands in another file, which is not read", true);
      }
    }
  }

  void Draw(const pugi::xml_node& section, const std::string& around,
            std::optional<double> points) {
    const pugi::xml_node selection = Child(Child(section, "selection_ordering"), "selection");
    const auto number = NumberOf(Trimmed(TextOf(Child(selection, "selection_number"))));
    const auto each = NumberOf(
        Trimmed(TextOf(Child(Child(selection, "selection_extension"), "points_per_item"))));
    if (each && *each >= 0 && *each <= 1e4) points = each;
    std::string pool = around;
    if (number && *number >= 1 && *number <= kMostQuestions)
      pool = AddPool(Attribute(section, "title"), static_cast<int>(*number));
    const std::string source = Trimmed(TextOf(Child(selection, "sourcebank_ref")));
    if (!source.empty()) FromBank(source, pool, points, OneLine(Attribute(section, "title"), 100));
    Section(section, pool, points);
  }

  void FromBank(const std::string& source, const std::string& pool, std::optional<double> points,
                const std::string& title) {
    const std::string* const xml = bank_(source);
    if (xml == nullptr)
      return Say(title, "draws from a question bank that is not in the package", true);
    const auto document = ParseXml(*xml);
    if (!document.ok()) return Say(title, "its question bank " + document.status().message(), true);
    Section(Child((*document)->document_element(), "objectbank"), pool, points);
  }

  std::string AddPool(const std::string& title, int draw) {
    std::string name = OneLine(title, 90);
    if (name.empty()) name = "pool";
    std::string unique = name;
    for (int i = 2; !pools_.insert(unique).second; ++i) unique = name + " " + std::to_string(i);
    v1::Pool& pool = *out_.quiz.add_pools();
    pool.set_name(unique);
    pool.set_draw(draw);
    return unique;
  }

  void AddItem(const pugi::xml_node& item, const std::string& pool, std::optional<double> points) {
    const std::string ident = Attribute(item, "ident");
    std::string name = OneLine(Attribute(item, "title"), 100);
    if (name.empty()) name = OneLine(ident, 100);
    if (out_.quiz.questions_size() >= kMostQuestions)
      return Say(name, "is one more than the 500 that a quiz may have", true);
    std::vector<std::string> notes;
    bool shuffled = false;
    auto question = ReadItem12(item, resolve_, notes, shuffled);
    for (const std::string& note : std::set<std::string>(notes.begin(), notes.end()))
      Say(name, note, false);
    if (!question.ok()) return Say(name, question.status().message(), true);
    question->set_id(qti::UniqueId(ident, ids_));
    question->set_pool(pool);
    if (points) Rescale(*question, *points);
    if (shuffled) out_.quiz.set_shuffle_choices(true);
    *out_.quiz.add_questions() = *std::move(question);
  }

  static void Rescale(v1::Question& question, double points) {
    const double factor = question.points() > 0 ? points / question.points() : 0;
    for (v1::Choice& one : *question.mutable_choices()) one.set_points(one.points() * factor);
    for (v1::AcceptedText& one : *question.mutable_accepted())
      one.set_points(std::min(points, one.points() * factor));
    question.set_points(points);
  }

  // A pool draws fewer than it has, of questions that are worth the same; any other is none.
  void KeepWholePools() {
    google::protobuf::RepeatedPtrField<v1::Pool> kept;
    for (const v1::Pool& pool : out_.quiz.pools()) {
      int size = 0;
      std::set<double> points;
      for (const v1::Question& one : out_.quiz.questions()) {
        if (one.pool() != pool.name()) continue;
        ++size;
        points.insert(one.points());
      }
      if (size == 0) continue;
      if (pool.draw() < size && points.size() == 1) {
        *kept.Add() = pool;
        continue;
      }
      if (pool.draw() < size)
        Say(pool.name(), "its questions are not worth the same: all of them are asked", false);
      if (pool.draw() > size)
        Say(pool.name(), fmt::format("{} are drawn: there are no more", size), false);
      for (v1::Question& one : *out_.quiz.mutable_questions())
        if (one.pool() == pool.name()) one.clear_pool();
    }
    out_.quiz.mutable_pools()->Swap(&kept);
  }

  const Resolve& resolve_;
  const FindBank& bank_;
  Assessment out_;
  std::set<std::string> ids_, pools_;
};

}  // namespace

Result<Assessment> ReadQti12(const std::string& xml, const Resolve& resolve, const FindBank& bank) {
  return Reader(resolve, bank).Read(xml);
}

}  // namespace assay::courses::cartridge
