#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "common/status.h"
#include "lms/courses/cartridge/markdown.h"

namespace assay::courses::cartridge {

// One <item> of QTI 1.2 as a question, without an id. `notes` tells what of it was left out,
// `shuffled` whether its choices are. kInvalidArgument says why it cannot be a question at all.
Result<v1::Question> ReadItem12(const pugi::xml_node& item, const Resolve& resolve,
                                std::vector<std::string>& notes, bool& shuffled);

// <qtimetadatafield>s by their labels in small letters; not those of what stands within.
std::map<std::string, std::string> MetadataOf(const pugi::xml_node& node);

}  // namespace assay::courses::cartridge
