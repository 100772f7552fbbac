#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "runtime-images/image_store.h"
#include "runtime-images/language.h"
#include "runtime-images/tool/commands.h"

namespace assay::runtime_images {
namespace {

int Main(int argc, char** argv) {
  ToolOptions options;
  std::string store = ImageStore::DefaultRoot().string();
  std::string languages;
  std::string locks;
  std::string out;
  CLI::App app("Builds and checks the root filesystems that submissions run in.", "assay-images");
  app.set_version_flag("--version", "assay-images " ASSAY_VERSION);
  app.add_option("--store", store, "where images stand (also $ASSAY_IMAGE_STORE)")
      ->capture_default_str();
  app.add_option("--languages", languages, "folder of language files (also $ASSAY_LANGUAGES)");
  app.add_option("--locks", locks, "folder of lock files; default: lock/ beside the languages");
  app.require_subcommand(1);
  app.fallthrough();

  std::function<int(const ToolOptions&)> action;
  auto verb = [&](const char* name, const char* help, int (*run)(const ToolOptions&)) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([&action, run] { action = run; });
    return command;
  };
  auto names = [&](CLI::App* command) {
    command->add_option("names", options.names, "images or languages");
    command->add_flag("--all", options.all, "every image that a language names");
    command->add_flag("--common", options.common, "the four that most courses need");
  };
  CLI::App* build =
      verb("build", "build images, or do nothing when they are up to date", &RunBuild);
  names(build);
  build->add_flag("--force", options.force, "build even when nothing changed");
  build->add_flag("--locked", options.locked, "refuse packages that the lock file does not name");
  build->add_flag("--erofs", options.erofs, "also make one EROFS file of each");
  build->add_option("-j,--jobs", options.jobs, "images at one time")
      ->capture_default_str()
      ->check(CLI::Range(1, 16));
  build->add_option("--mirror", options.mirror, "Debian mirror; default: this machine's");
  build->add_option("--security-mirror", options.security_mirror,
                    "security mirror; default: this machine's");
  names(verb("lock", "write lock files of the images that stand in the store", &RunLock));
  CLI::App* list = verb("list", "languages, their images, and what stands in the store", &RunList);
  list->add_flag("--json", options.json, "for programs");
  CLI::App* verify = verb("verify", "compare images with what was built", &RunVerify);
  names(verify);
  verify->add_flag("--full", options.full, "also hash every file");
  CLI::App* oci = verb("export-oci", "write an image as an OCI image layout", &RunExport);
  std::string name;
  oci->add_option("name", name, "image or language")->required();
  oci->add_option("out", out, "folder to make")->required();
  verb("gc", "remove what no image in the store needs", &RunGc);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  options.store = store;
  options.out = out;
  if (!name.empty()) options.names = {name};
  if (languages.empty()) {
    auto found = FindLanguagesFolder();
    if (!found.ok()) {
      std::fprintf(stderr, "assay-images: %s\n", found.status().message().c_str());
      return 2;
    }
    languages = found->string();
  }
  options.languages = languages;
  options.locks =
      locks.empty() ? options.languages.parent_path() / "lock" : std::filesystem::path(locks);
  return action(options);
}

}  // namespace
}  // namespace assay::runtime_images

int main(int argc, char** argv) { return assay::runtime_images::Main(argc, argv); }
