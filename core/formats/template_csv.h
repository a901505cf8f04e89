// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// One picture of a template in a 1:N gallery or probe file.
struct TemplateMember {
  std::int32_t templateId = 0;
  std::string subject;    ///< the person
  std::string file;       ///< picture, relative
  std::int64_t line = 0;  ///< of the CSV, from 1
};

/// Gallery or probe CSV of IJB-B and IJB-C 1:N (ijbc_1N_gallery_G1.csv, ijbc_1N_probe_mixed.csv):
/// template, subject, file. With a header line the columns TEMPLATE_ID, SUBJECT_ID and FILENAME
/// (or FILE) are found by name, others are passed over; without one they are the first three.
/// UserError at `file`:line for a line with too few fields, a template id that is no number, a path
/// that leaves the folder, a template with two subjects, an empty file.
std::vector<TemplateMember> parseTemplateCsv(std::string_view text, const std::string& file);
std::vector<TemplateMember> readTemplateCsv(const std::string& path);

}  // namespace lafs
