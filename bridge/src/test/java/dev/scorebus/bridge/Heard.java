package dev.scorebus.bridge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what it hears.
final class Heard implements BridgeListener {
    final List<String> output = new CopyOnWriteArrayList<>();
    final List<String> logs = new CopyOnWriteArrayList<>();
    final List<Metric> metrics = new CopyOnWriteArrayList<>();
    final List<String> progress = new CopyOnWriteArrayList<>();

    @Override
    public void log(String level, String message, String fieldsJson) {
        logs.add(level + " " + message + " " + fieldsJson);
    }

    @Override
    public void output(String line) {
        output.add(line);
    }

    @Override
    public void metric(Metric metric) {
        metrics.add(metric);
    }

    @Override
    public void progress(double done, String message) {
        progress.add(done + " " + message);
    }
}
