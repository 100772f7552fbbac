// A cartridge as entries in modules: what the manifest names, resource by resource.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lms/courses/cartridge/cartridge.h"
#include "lms/courses/cartridge/links.h"
#include "lms/courses/cartridge/manifest.h"
#include "lms/courses/cartridge/parts.h"
#include "lms/courses/cartridge/qti12.h"
#include "lms/courses/cartridge/texts.h"

namespace assay::courses::cartridge {
namespace {

constexpr size_t kMostEntries = 2'000;
constexpr size_t kMostModules = 500;
constexpr size_t kMostRemarks = 2'000;
constexpr size_t kLongPage = 1U << 20U;
constexpr size_t kLongAssignment = 256U << 10U;
constexpr size_t kLongTopic = 64U << 10U;

bool EndsWith(const std::string& path, std::string_view end) {
  return std::string_view(path).ends_with(end);
}
bool IsHtml(const std::string& path) {
  return EndsWith(path, ".html") || EndsWith(path, ".htm") || EndsWith(path, ".xhtml") ||
         EndsWith(path, ".HTML") || EndsWith(path, ".HTM");
}
bool IsAssessment(const std::string& type) {
  return type.starts_with("imsqti_xmlv1p2") || type.starts_with("imsqti_xmlv1p1");
}
bool IsCanvasSettings(const std::string& path) {
  return path.find("course_settings/") != std::string::npos;
}

std::string Stem(const std::string& path) {
  std::string name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

// The file of a resource that ends so, or "".
std::string FileOf(const Resource& resource, std::string_view end) {
  for (const std::string& path : resource.files)
    if (EndsWith(path, end)) return path;
  return "";
}

class Reader {
 public:
  explicit Reader(const Files& files) : files_(files) {}

  Result<Cartridge> Read() {
    ASSAY_ASSIGN_OR_RETURN(manifest_, ReadManifest(files_, out_.remarks));
    out_.title = manifest_.title;
    out_.version = manifest_.version;
    used_.insert(manifest_.path);
    if (manifest_.authorization)
      Say(manifest_.path, "", "says that parts of it are protected: that is left out", false);
    FindCanvas();
    links_ = std::make_unique<Links>(files_, manifest_, PossibleEntries());
    AddModules();
    AddTheRest();
    TellFiles();
    LimitRemarks();
    return std::move(out_);
  }

 private:
  void Say(const std::string& file, const std::string& item, const std::string& message,
           bool left_out) {
    out_.remarks.push_back({file, item, message, left_out});
    if (left_out) told_.insert(file);
  }

  const std::string* Text(const std::string& path) {
    const auto found = files_.find(path);
    if (found == files_.end()) return nullptr;
    used_.insert(path);
    return &found->second;
  }

  // --- what Canvas adds, by what it belongs to ---

  void FindCanvas() {
    for (const Resource& one : manifest_.resources) {
      if (!one.type.starts_with("associatedcontent/")) continue;
      if (const std::string path = FileOf(one, "/assessment_meta.xml"); !path.empty()) {
        ReadQuizMetaOf(path, one);
        continue;
      }
      if (!FileOf(one, "assignment_settings.xml").empty()) {
        assignments_.insert(one.id);
        continue;
      }
      if (one.files.size() == 1 && EndsWith(one.files[0], ".xml.qti")) {
        const std::string id = Stem(Stem(one.files[0]));
        banks_[id] = one.files[0];
        continue;
      }
      if (one.files.size() != 1 || !EndsWith(one.files[0], ".xml")) continue;
      const std::string* const xml =
          files_.contains(one.files[0]) ? &files_.at(one.files[0]) : nullptr;
      if (xml == nullptr || xml->find("topicMeta") == std::string::npos) continue;
      if (auto meta = ReadTopicMeta(*xml); meta.ok()) {
        topics_[meta->topic] = *meta;
        used_.insert(one.files[0]);
        placed_.insert(one.id);
      }
    }
  }

  void ReadQuizMetaOf(const std::string& path, const Resource& resource) {
    placed_.insert(resource.id);
    const std::string* const xml = Text(path);
    if (xml == nullptr) return Say(path, resource.id, "is named and not there", false);
    auto meta = ReadQuizMeta(*xml);
    if (!meta.ok()) return Say(path, resource.id, meta.status().message(), false);
    const std::string native = FileOf(resource, ".xml.qti");
    if (!native.empty() && files_.contains(native)) natives_[meta->quiz] = native;
    // Canvas leaves the quiz itself out of the resources where the profile has no words for it.
    if (manifest_.Find(meta->quiz) == nullptr) {
      Resource quiz;
      quiz.id = meta->quiz;
      quiz.type = "imsqti_xmlv1p2/canvas";
      more_.push_back(quiz);
    }
    quizzes_[meta->quiz] = *std::move(meta);
  }

  std::set<std::string> PossibleEntries() const {
    std::set<std::string> ids;
    for (const Resource& one : manifest_.resources) {
      const bool page = (one.type == "webcontent" || IsSyllabus(one)) && IsHtml(FirstFile(one));
      if (page || one.type.starts_with("imsdt_") || one.type.starts_with("imswl_") ||
          one.type.starts_with("assignment_xml") || IsAssessment(one.type) ||
          assignments_.contains(one.id))
        ids.insert(one.id);
    }
    for (const Resource& one : more_) ids.insert(one.id);
    return ids;
  }

  static std::string FirstFile(const Resource& resource) {
    return resource.files.empty() ? "" : resource.files[0];
  }
  static bool IsSyllabus(const Resource& resource) {
    return EndsWith(FirstFile(resource), "course_settings/syllabus.html");
  }

  // --- modules ---

  void AddModules() {
    for (const Item& item : manifest_.items) {
      const bool folder = item.resource.empty() || !item.items.empty();
      // What stands beside the modules goes together: into one of its own.
      if (folder || out_.modules.empty() || !loose_) OpenModule(folder ? item.title : "");
      loose_ = !folder;
      AddItem(item, folder);
    }
  }

  void OpenModule(const std::string& title) {
    if (out_.modules.size() >= kMostModules) {
      if (out_.modules.size() == kMostModules && !told_modules_)
        Say(manifest_.path, "", "has more than 500 modules: the rest stands in the last", false);
      told_modules_ = true;
      return;
    }
    Module module;
    module.title = title;
    if (module.title.empty()) module.title = out_.title;
    if (module.title.empty()) module.title = "Content";
    out_.modules.push_back(std::move(module));
  }

  void AddItem(const Item& item, bool is_module) {
    if (!item.resource.empty()) {
      Place(item);
    } else if (!is_module && !item.title.empty()) {
      Say(manifest_.path, item.title,
          item.items.empty()
              ? "a heading within a module is left out"
              : "a folder within a module: what it holds stands in the module itself",
          item.items.empty());
    }
    for (const Item& one : item.items) AddItem(one, false);
  }

  // The resource that is meant: a variant is preferred, as an assignment is to its page.
  const Resource* Meant(const std::string& id) const {
    const Resource* resource = manifest_.Find(id);
    if (resource == nullptr) {
      for (const Resource& one : more_)
        if (one.id == id) return &one;
      return nullptr;
    }
    const Resource* const variant = manifest_.Find(resource->variant);
    return variant != nullptr && variant->type.starts_with("assignment_xml") ? variant : resource;
  }

  void Place(const Item& item) {
    const Resource* const resource = Meant(item.resource);
    if (resource == nullptr)
      return Say(manifest_.path, item.title, "its resource \"" + item.resource + "\" is not there",
                 true);
    if (placed_.contains(resource->id)) {
      if (indices_.contains(resource->id))
        Say(manifest_.path, item.title, "stands in several places; only the first is kept", true);
      return;
    }
    const size_t before = out_.entries.size();
    AddResource(*resource, item.title);
    // Discussions stand beside the modules here.
    if (out_.entries.size() > before && out_.entries.back().kind != Kind::kDiscussion)
      out_.modules.back().entries.push_back(before);
  }

  // What no item names: pages, assignments and quizzes stand in a module of their own.
  void AddTheRest() {
    bool opened = false;
    const auto add = [&](const Resource& resource) {
      if (placed_.contains(resource.id)) return;
      if (resource.type == "webcontent") {
        // A file of Canvas, a copy of an assignment's text, or no page at all.
        const std::string path = FirstFile(resource);
        if (!IsHtml(path) || path.find("web_resources/") != std::string::npos) return;
        if (Meant(resource.id) != &resource) return Use(resource);
      }
      const size_t before = out_.entries.size();
      AddResource(resource, "");
      if (out_.entries.size() == before || out_.entries.back().kind == Kind::kDiscussion) return;
      if (!opened) OpenModule("Other content");
      opened = true;
      out_.modules.back().entries.push_back(before);
    };
    for (const Resource& one : manifest_.resources) add(one);
    for (const Resource& one : more_) add(one);
  }

  void Use(const Resource& resource) { used_.insert(resource.files.begin(), resource.files.end()); }

  // --- resources ---

  void AddResource(const Resource& resource, const std::string& title) {
    placed_.insert(resource.id);
    if (out_.entries.size() >= kMostEntries)
      return Say(FirstFile(resource), title, "is one more than the 2000 entries that are read",
                 true);
    const std::string& type = resource.type;
    const std::string path = FirstFile(resource);
    const std::string name = title.empty() ? resource.id : title;
    if (IsAssessment(type)) return AddQuiz(resource, title);
    if (assignments_.contains(resource.id)) return AddCanvasAssignment(resource, title);
    if (banks_.contains(Stem(Stem(path))) && type.starts_with("associatedcontent/"))
      return AddBank(resource);
    if (type.starts_with("associatedcontent/") && IsCanvasSettings(path) && !IsSyllabus(resource)) {
      Use(resource);
      return Say(path, "",
                 "the settings of Canvas' course (groups, rubrics, outcomes, dates) are "
                 "left out",
                 true);
    }
    const std::string* const text = path.empty() ? nullptr : Text(path);
    if (path.empty())
      return Say(manifest_.path, name, "its resource \"" + resource.id + "\" names no file", true);
    if (text == nullptr) return Say(path, name, "is named and not there", true);
    if (type == "webcontent" || IsSyllabus(resource)) return AddPage(resource, title, *text);
    if (type.starts_with("imsdt_")) return AddTopic(resource, title, *text);
    if (type.starts_with("imswl_"))
      return AddPart(resource, title, Kind::kPage, ReadWebLink(*text), kLongPage);
    if (type.starts_with("assignment_xml"))
      return AddPart(resource, title, Kind::kAssignment, ReadAssignment(*text, links_->In(path)),
                     kLongAssignment);
    Use(resource);
    if (type.starts_with("imsbasiclti") || type.starts_with("imslti"))
      return TellTool(path, title, *text);
    Say(path, name, Why(type), true);
  }

  static std::string Why(const std::string& type) {
    if (type.starts_with("associatedcontent/"))
      return "belongs to another tool or platform: that is not read";
    if (type.starts_with("imsqti")) return "is QTI 2 or 3: make a quiz and import it there";
    if (type.starts_with("imsapip") || type.starts_with("imsiwb") || type.starts_with("idpfepub") ||
        type.starts_with("imsov"))
      return "\"" + type +
             "\" (a whiteboard, a book, a film, an accessible test) has no place here";
    return "its type \"" + type + "\" is not known";
  }

  void TellTool(const std::string& path, const std::string& title, const std::string& text) {
    const auto link = ReadToolLink(text);
    std::string where;
    if (link.ok() && !link->body.empty()) where = " (" + link->body + ")";
    Say(path, title.empty() && link.ok() ? link->title : title,
        "is a link to another tool" + where +
            " by LTI: Assay is such a tool itself, and opens no others",
        true);
  }

  void AddPage(const Resource& resource, const std::string& title, const std::string& text) {
    const std::string path = FirstFile(resource);
    if (!IsHtml(path))
      return Say(path, title, "is a file: courses have no place for files, only for pages", true);
    Part page = ReadPage(text, links_->In(path));
    if (page.title.empty()) page.title = IsSyllabus(resource) ? "Syllabus" : Stem(path);
    AddPart(resource, title, Kind::kPage, std::move(page), kLongPage);
  }

  void AddTopic(const Resource& resource, const std::string& title, const std::string& text) {
    const std::string path = FirstFile(resource);
    const auto meta = topics_.find(resource.id);
    if (meta != topics_.end() && meta->second.announcement) {
      const auto topic = ReadTopic(text, links_->In(path));
      return Say(path, topic.ok() ? topic->title : title,
                 "is an announcement: it would be told to students at once", true);
    }
    auto topic = ReadTopic(text, links_->In(path));
    if (topic.ok() && meta != topics_.end()) {
      if (meta->second.graded) topic->notes.emplace_back("is graded there: here it is not");
      if (!meta->second.published)
        topic->notes.emplace_back("is not published there: here discussions always are");
    }
    AddPart(resource, title, Kind::kDiscussion, std::move(topic), kLongTopic);
  }

  void AddCanvasAssignment(const Resource& resource, const std::string& title) {
    const std::string settings = FileOf(resource, "assignment_settings.xml");
    const std::string* const xml = Text(settings);
    if (xml == nullptr) return Say(settings, title, "is named and not there", true);
    const auto meta = ReadAssignmentMeta(*xml);
    Use(resource);
    if (!meta.ok()) return Say(settings, title, meta.status().message(), true);
    if (meta->elsewhere) return;  // the quiz or the discussion stands for itself
    Part part;
    for (const std::string& path : resource.files)
      if (IsHtml(path))
        if (const std::string* const html = Text(path)) part = ReadPage(*html, links_->In(path));
    if (!meta->title.empty()) part.title = meta->title;
    part.points = meta->points;
    part.published = meta->published;
    part.notes.insert(part.notes.end(), meta->notes.begin(), meta->notes.end());
    AddPart(resource, title, Kind::kAssignment, std::move(part), kLongAssignment);
  }

  void AddPart(const Resource& resource, const std::string& title, Kind kind, Result<Part> read,
               size_t longest) {
    const std::string path = FirstFile(resource);
    if (!read.ok()) return Say(path, title, read.status().message(), true);
    Part& part = *read;
    Entry entry;
    entry.kind = kind;
    entry.id = resource.id;
    entry.file = path;
    entry.title = TitleOf(title, part.title, path);
    entry.body = std::move(part.body);
    entry.points = part.points;
    entry.published = part.published;
    if (kind == Kind::kDiscussion && entry.body.empty()) entry.body = EscapeMarkdown(entry.title);
    if (entry.body.size() > longest)
      return Say(path, entry.title,
                 fmt::format("is longer than the {} KiB that fit", longest >> 10U), true);
    for (const std::string& note : part.notes) Say(path, entry.title, note, false);
    Add(std::move(entry));
  }

  void Add(Entry entry) {
    indices_[entry.id] = out_.entries.size();
    out_.entries.push_back(std::move(entry));
  }

  static std::string TitleOf(const std::string& item, const std::string& own,
                             const std::string& path) {
    std::string title = item.empty() ? own : item;
    if (title.empty()) title = OneLine(Stem(path), 200);
    return title.empty() ? "Untitled" : title;
  }

  // --- quizzes ---

  void AddQuiz(const Resource& resource, const std::string& title) {
    // Canvas' own file says more than that of the profile.
    const auto native = natives_.find(resource.id);
    std::string path = native != natives_.end() ? native->second : FileOf(resource, ".xml");
    if (path.empty()) path = FirstFile(resource);
    Use(resource);
    const std::string* const xml = path.empty() ? nullptr : Text(path);
    const std::string name = title.empty() ? resource.id : title;
    if (xml == nullptr)
      return Say(path.empty() ? manifest_.path : path, name, "the quiz's file is not there", true);
    const auto meta = quizzes_.find(resource.id);
    AddAssessment(resource, title, path, *xml, meta == quizzes_.end() ? nullptr : &meta->second);
  }

  void AddBank(const Resource& resource) {
    const std::string path = FirstFile(resource);
    const std::string* const xml = Text(path);
    if (xml == nullptr) return Say(path, "", "is named and not there", true);
    AddAssessment(resource, "", path, *xml, nullptr);
  }

  void AddAssessment(const Resource& resource, const std::string& title, const std::string& path,
                     const std::string& xml, const QuizMeta* meta) {
    const Resolve resolve = links_->In(path);
    const FindBank bank = [this](const std::string& id) -> const std::string* {
      const auto found = banks_.find(id);
      return found == banks_.end() ? nullptr : Text(found->second);
    };
    auto read = ReadQti12(xml, resolve, bank);
    if (!read.ok()) return Say(path, title, read.status().message(), true);
    Entry entry;
    entry.kind = Kind::kQuiz;
    entry.id = resource.id;
    entry.file = path;
    entry.title =
        TitleOf(title, meta != nullptr && !meta->title.empty() ? meta->title : read->title, path);
    for (const Assessment::Note& note : read->notes)
      Say(path, note.item.empty() ? entry.title : note.item, note.message, note.left_out);
    if (read->quiz.questions().empty())
      return Say(path, entry.title, "has no question that could be read", true);
    entry.quiz = std::move(read->quiz);
    entry.attempts = read->attempts;
    if (meta != nullptr) {
      std::vector<std::string> notes;
      entry.body = BodyOf(meta->description, true, resolve, notes);
      for (const std::string& note : notes) Say(path, entry.title, note, false);
      if (meta->attempts > 0) entry.attempts = meta->attempts;
      if (meta->minutes > 0) entry.quiz.set_minutes(meta->minutes);
      if (meta->shuffle_choices) entry.quiz.set_shuffle_choices(true);
      entry.published = meta->published;
    }
    if (entry.body.size() > kLongAssignment) {
      Say(path, entry.title, "its description is too long and left out", false);
      entry.body.clear();
    }
    if (read->bank || resource.type.ends_with("question-bank"))
      Say(path, entry.title, "is a question bank: here it is a quiz, which nobody is given yet",
          false);
    Add(std::move(entry));
  }

  // --- what is left ---

  void TellFiles() {
    std::set<std::string> named;
    for (const Resource& one : manifest_.resources)
      named.insert(one.files.begin(), one.files.end());
    for (const std::string& path : named)
      if (!files_.contains(path) && !used_.contains(path) && !told_.contains(path))
        Say(path, "", "is named and not there", true);
    for (const auto& [path, text] : files_) {
      if (used_.contains(path) || told_.contains(path)) continue;
      const bool there = named.contains(path);
      Say(path, "",
          there ? "is a file: courses have no place for files, only for pages"
                : "is a file that the manifest does not name",
          true);
    }
  }

  void LimitRemarks() {
    if (out_.remarks.size() <= kMostRemarks) return;
    const size_t more = out_.remarks.size() - kMostRemarks;
    out_.remarks.resize(kMostRemarks);
    Say("", "", fmt::format("{} more remarks are not shown", more), false);
  }

  const Files& files_;
  Manifest manifest_;
  Cartridge out_;
  std::unique_ptr<Links> links_;
  std::set<std::string> used_;             // files
  std::set<std::string> told_;             // files that are left out
  std::set<std::string> placed_;           // resources
  std::map<std::string, size_t> indices_;  // entries by their resources
  std::vector<Resource> more_;             // that the manifest should have had
  std::map<std::string, TopicMeta> topics_;
  std::map<std::string, QuizMeta> quizzes_;
  std::map<std::string, std::string> natives_;  // Canvas' file of a quiz
  std::map<std::string, std::string> banks_;
  std::set<std::string> assignments_;
  bool loose_ = false;
  bool told_modules_ = false;
};

}  // namespace

Result<Cartridge> Read(const Files& files) {
  auto read = Reader(files).Read();
  if (!read.ok()) return Status(read.status().code(), "data: " + read.status().message());
  return read;
}

}  // namespace assay::courses::cartridge
