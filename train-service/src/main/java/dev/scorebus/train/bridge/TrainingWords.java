package dev.scorebus.train.bridge;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.TrainingRun.Phase;
import dev.scorebus.training.TrainingRun.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Passes on what a program says while it trains.
record TrainingWords(String program, Watch watch) implements BridgeListener {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.scorebus.program");
    private static final int WHOLE = 100;

    @Override
    public void progress(double done, String message) {
        if (Double.isFinite(done)) {
            int percent = (int) Math.round(WHOLE * Math.clamp(done, 0.0, 1.0));
            watch.reached(new Progress(Phase.GROW, percent, WHOLE, message, null));
        }
    }

    @Override
    public void log(String level, String message, String fieldsJson) {
        Level of =
                switch (level) {
                    case "error" -> Level.ERROR;
                    case "warn" -> Level.WARN;
                    case "debug" -> Level.DEBUG;
                    default -> Level.INFO;
                };
        LOGGER.atLevel(of)
                .addKeyValue("program", program)
                .addKeyValue("fields", fieldsJson)
                .log("{}", message);
    }

    @Override
    public void output(String line) {
        LOGGER.atInfo().addKeyValue("program", program).log("{}", line);
    }
}
