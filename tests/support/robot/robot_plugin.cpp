// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt loads into a program whose environment says QT_QPA_GENERIC_PLUGINS=lafs_robot; the
// program itself knows nothing of it.
#include <QGenericPlugin>

#include "tests/support/robot/robot.h"

class RobotPlugin : public QGenericPlugin {
  Q_OBJECT
  Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "robot.json")

 public:
  QObject* create(const QString& key, const QString&) override {
    if (key != "lafs_robot") return nullptr;
    // Programs that this one starts have no robot.
    qunsetenv("QT_QPA_GENERIC_PLUGINS");
    qunsetenv("QT_PLUGIN_PATH");
    return new lafs::test::Robot;
  }
};

#include "robot_plugin.moc"
