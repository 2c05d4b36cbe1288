package dev.scorebus.train.trees;

import dev.scorebus.model.Target;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.TrainingRun.Phase;
import dev.scorebus.training.TrainingRun.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/// Grows trees round by round, telling of each and asking whether to go on.
final class Growth {
    private final TreesParameters parameters;
    private final Target target;
    private final long seed;
    private final Watch watch;

    Growth(TreesParameters parameters, Target target, long seed, Watch watch) {
        this.parameters = parameters;
        this.target = target;
        this.seed = seed;
        this.watch = watch;
    }

    /// How many rounds do best on the validation slice.
    ///
    /// @return the number of rounds and what they reached, or null when it was stopped
    @Nullable Best search(Matrix fit, Matrix validation) throws XGBoostError {
        Booster booster = sprout(fit, validation);
        try {
            Best best = new Best(0, Double.POSITIVE_INFINITY);
            int done = 0;
            while (done < parameters.rounds()
                    && done - best.rounds < parameters.earlyStoppingRounds()) {
                if (watch.stopped()) {
                    return null;
                }
                booster.update(fit.rows(), done);
                double loss = loss(booster, validation.rows(), done);
                done++;
                best = loss < best.loss ? new Best(done, loss) : best;
                report(Phase.SEARCH, done, parameters.rounds(), loss);
            }
            return best;
        } finally {
            booster.dispose();
        }
    }

    /// Grows exactly so many rounds.
    ///
    /// @return the grown model, to be disposed by the caller, or null when it was stopped
    @Nullable Booster grow(Matrix train, int rounds) throws XGBoostError {
        Booster booster = sprout(train, null);
        for (int done = 0; done < rounds; done++) {
            if (watch.stopped()) {
                booster.dispose();
                return null;
            }
            booster.update(train.rows(), done);
            report(Phase.GROW, done + 1, rounds, null);
        }
        return booster;
    }

    private Booster sprout(Matrix train, @Nullable Matrix validation) throws XGBoostError {
        Map<String, DMatrix> watched = new LinkedHashMap<>();
        if (validation != null) {
            watched.put("validation", validation.rows());
        }
        return XGBoost.train(
                train.rows(), parameters.forXgboost(target, seed), 0, watched, null, null);
    }

    private void report(Phase phase, int round, int rounds, @Nullable Double loss) {
        watch.reached(new Progress(phase, round, rounds, TreesParameters.metric(target), loss));
    }

    private static double loss(Booster booster, DMatrix validation, int round) throws XGBoostError {
        String said =
                booster.evalSet(new DMatrix[] {validation}, new String[] {"validation"}, round);
        return Double.parseDouble(said.substring(said.lastIndexOf(':') + 1).strip());
    }

    /// The best number of rounds.
    ///
    /// @param rounds how many rounds did best
    /// @param loss what they reached on the validation slice
    record Best(int rounds, double loss) {}
}
