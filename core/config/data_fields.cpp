// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/field_builder.h"
#include "core/config/section_tables.h"

namespace lafs {

namespace {

FieldTable dataTable(bool mayInherit) {
  const std::vector<std::string> synthetic = {"synthetic"};
  std::vector<std::string> sources = {"synthetic", "folder", "list", "recordio", "union"};
  if (mayInherit) sources.insert(sources.begin(), "inherit");
  TableBuilder<DataSpec> table("data");
  table
      .choice("source", &DataSpec::source, sources,
              mayInherit ? "where this stage's faces come from; inherit: the experiment's data"
                         : "where faces come from")
      .paper(
          "pretraining: Webface-1shot (1 M identities, one image each); fine-tuning: WebFace4M, "
          "MS1MV3");
  // The data's fingerprint stands for root, list and parts.
  table
      .text("root", &DataSpec::root,
            "folder: the folder of identity folders; recordio: the .rec file; list: the folder "
            "that its paths start from (empty: the list's own)")
      .neededWhen("source", {"folder", "list", "recordio"})
      .withoutEffectOnNumbers();
  table
      .text("list", &DataSpec::list,
            "file of images and labels: path and label, or a .lst of im2rec or face2rec2")
      .neededWhen("source", {"list"})
      .withoutEffectOnNumbers();
  table
      .texts("parts", &DataSpec::parts,
             "sources to put together, each KIND:PATH[?field=value&...], such as "
             "recordio:faces/train.rec?colour=bgr")
      .neededWhen("source", {"union"})
      .mayBeEmpty()
      .withoutEffectOnNumbers();
  table
      .choice("same_names", &DataSpec::sameNames, {"apart", "merge"},
              "whether identities of equal name in different parts are one person")
      .neededWhen("source", {"union"});
  table
      .text("set", &DataSpec::set,
            "which of the paper's data sets this is or stands for, e.g. webface4m; root: "
            "'{webface4m}' is its folder in data-roots.yaml")
      .paper("WebFace4M, Webface-1shot, MS1MV3, Flickr")
      .withoutEffectOnNumbers();  // a name for tables
  table
      .choice("domain", &DataSpec::domain, {"studio", "curated", "wild"},
              "calm faces in soft light, everyday aligned faces, or uncontrolled crops, pose and "
              "quality")
      .neededWhen("source", synthetic)
      .paper("Webface-1shot against Flickr (Table 6)");
  table.integer("identities", &DataSpec::identities, "identities in this pool")
      .neededWhen("source", synthetic)
      .atLeast(2)
      .atMost(10000000);
  table.integer("images_per_identity", &DataSpec::imagesPerIdentity, "images of each identity")
      .neededWhen("source", synthetic)
      .atLeast(1)
      .atMost(100000);
  table.integer("render_seed", &DataSpec::renderSeed, "which population is rendered")
      .neededWhen("source", synthetic)
      .atLeast(0);
  table
      .number("test_fraction", &DataSpec::testFraction,
              "share of the identities that is held out for evaluation")
      .atLeast(0)
      .below(1);
  table.integer("split_seed", &DataSpec::splitSeed, "which identities those are").atLeast(0);
  table.choice("damaged", &DataSpec::damaged, {"skip", "refuse"},
               "what happens when an image cannot be decoded");
  table
      .choice("colour", &DataSpec::colour, {"rgb", "bgr"},
              "order of the channels that decoding yields; the network sees RGB always")
      .paper("silent; records of the authors' own writer decode to BGR");
  return table.take();
}

FieldTable makeSubsetTable(bool fewShot) {
  TableBuilder<SubsetSpec> table("subset");
  FieldFacts fraction =
      table
          .number("identity_fraction", &SubsetSpec::identityFraction,
                  "share of the pool's identities; smaller shares are nested in larger ones")
          .above(0)
          .atMost(1)
          .paper("1 % and 10 % of WebFace4M's identities (Table 3)");
  if (fewShot) fraction.alias("fraction");
  FieldFacts shots =
      table
          .integer("shots", &SubsetSpec::shots, "images of each identity; fewer are nested in more")
          .atLeast(0)
          .zero("all")
          .unit("images")
          .paper("1, 2, 4, 10 and all (Table 3); pretraining: 1, or 4 (Table 7)");
  if (fewShot) shots.alias("shots");
  table.integer("images", &SubsetSpec::images, "at most so many images, drawn by the seed")
      .atLeast(0)
      .zero("all")
      .unit("images")
      .paper("MS1M random: 1 M images (Table 8)");
  table
      .choice("selection", &SubsetSpec::selection, {"random", "prefix"},
              "drawn by the seed, or the first ones of the index")
      .paper("random shots; the released loader takes the first entries of the index");
  table
      .text("index", &SubsetSpec::index,
            "file that names the images to choose from, as `data subset` writes it; empty = all")
      .withoutEffectOnNumbers();  // its content is part of the data's fingerprint
  return table.take();
}

}  // namespace

const FieldTable& experimentDataTable() {
  static const FieldTable table = dataTable(false);
  return table;
}

const FieldTable& stageDataTable() {
  static const FieldTable table = dataTable(true);
  return table;
}

const FieldTable& subsetTable() {
  static const FieldTable table = makeSubsetTable(false);
  return table;
}

const FieldTable& finetuneSubsetTable() {
  static const FieldTable table = makeSubsetTable(true);
  return table;
}

}  // namespace lafs
