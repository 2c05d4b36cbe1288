package dev.scorebus.train.trees;

import dev.scorebus.model.Target;
import dev.scorebus.train.data.RowSource;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.program.Trainer;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.springframework.stereotype.Component;

/// Trains gradient-boosted trees. The newest rows are held out and measured on at the end, once. With early stopping, the
/// newest of the training rows say how many rounds are best; the model is then grown anew on all training rows with
/// exactly so many, so that it holds no round that a reader would have to leave out.
@Component
class Trees implements Trainer {
    private static final String FORMAT = "xgboost-ubj";
    private static final int FEWEST_ROWS = 20;

    private final RowSource source;

    Trees(RowSource source) {
        this.source = source;
    }

    @Override
    public String program() {
        return "trees";
    }

    @Override
    public void check(TrainingRequest request, DataSetVersion dataSet) {
        TreesPlan.of(request, dataSet);
    }

    @Override
    public Outcome train(TrainingRequest request, DataSetVersion dataSet, Watch watch)
            throws IOException {
        try {
            TreesPlan plan = TreesPlan.of(request, dataSet);
            ExampleReader reader = new ExampleReader(plan, watch::stopped);
            source.read(dataSet, reader);
            return train(plan, reader, watch);
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem().detail());
        } catch (XGBoostError e) {
            return new Outcome.Failed("XGBoost refused: " + e.getMessage());
        } catch (ExampleReader.StoppedException e) {
            return new Outcome.Stopped();
        }
    }

    private static Outcome train(TreesPlan plan, ExampleReader reader, Watch watch)
            throws XGBoostError {
        Examples examples = reader.examples();
        int[] all = IntStream.range(0, examples.size()).toArray();
        Split split = Split.of(examples, all, plan.testFraction(), plan.time() != null);
        check(plan.target(), examples, split);
        Codes codes = Codes.of(plan, reader, split.train());
        Growth growth = new Growth(plan.parameters(), plan.target(), plan.seed(), watch);
        int rounds = rounds(plan, examples, split, codes, growth);
        if (rounds == 0) {
            return new Outcome.Stopped();
        }
        try (Matrix train = Matrix.of(examples, split.train(), codes)) {
            Booster booster = growth.grow(train, rounds);
            if (booster == null) {
                return new Outcome.Stopped();
            }
            try {
                return measured(plan, reader, split, codes, booster, rounds);
            } finally {
                booster.dispose();
            }
        }
    }

    private static Outcome.Trained measured(
            TreesPlan plan,
            ExampleReader reader,
            Split split,
            Codes codes,
            Booster booster,
            int rounds)
            throws XGBoostError {
        Examples examples = reader.examples();
        int[] test = codes.accepted(examples, split.test());
        Map<String, Double> metrics = Map.of();
        if (test.length > 0) {
            try (Matrix held = Matrix.of(examples, test, codes)) {
                metrics =
                        Scorecard.of(
                                plan.target(),
                                booster.predict(held.rows()),
                                examples.labels(test),
                                examples.labels(split.train()));
            }
        }
        Map<String, String> parameters = new TreeMap<>(plan.parameters().toMap());
        parameters.put("bestRounds", Integer.toString(rounds));
        return new Outcome.Trained(
                booster.toByteArray("ubj"),
                FORMAT,
                codes.contract(),
                plan.target(),
                metrics,
                parameters,
                new Rows(
                        split.train().length,
                        test.length,
                        reader.otherCustomers(),
                        reader.filtered(),
                        split.labelUnknown(),
                        reader.skipped() + split.test().length - test.length),
                notes(plan, reader, split.test().length - test.length));
    }

    private static List<String> notes(TreesPlan plan, ExampleReader reader, int refused) {
        List<String> notes = new ArrayList<>(reader.notes());
        if (plan.time() == null) {
            notes.add("no time column was named: the last rows of the file were held out");
        }
        if (refused > 0) {
            notes.add(
                    "%d rows were not measured on: they have a category that training never saw, and the contract refuses those"
                            .formatted(refused));
        }
        return notes;
    }

    /// How many rounds are best; 0 when it was stopped.
    private static int rounds(
            TreesPlan plan, Examples examples, Split split, Codes codes, Growth growth)
            throws XGBoostError {
        TreesParameters parameters = plan.parameters();
        if (parameters.earlyStoppingRounds() == 0) {
            return parameters.rounds();
        }
        Split inner =
                Split.of(
                        examples,
                        split.train(),
                        parameters.validationFraction(),
                        plan.time() != null);
        check(plan.target(), examples, inner);
        try (Matrix fit = Matrix.of(examples, inner.train(), codes);
                Matrix validation = Matrix.of(examples, inner.test(), codes)) {
            Growth.Best best = growth.search(fit, validation);
            return best == null ? 0 : best.rounds();
        }
    }

    private static void check(Target target, Examples examples, Split split) {
        int rows = split.train().length;
        if (rows < FEWEST_ROWS || split.test().length == 0) {
            throw ProblemException.invalid(
                    "%d rows are left to learn from, %d to measure on and %d had no label by then; %d to learn from are needed. See rows for what was left out, or check time, labelKnownAt and testFraction"
                            .formatted(
                                    rows, split.test().length, split.labelUnknown(), FEWEST_ROWS));
        }
        boolean classes = target.type() != Target.Type.REGRESSION;
        float first = examples.label(split.train()[0]);
        if (classes && IntStream.of(split.train()).allMatch(row -> examples.label(row) == first)) {
            throw ProblemException.invalid(
                    "All %d training rows are of class '%s'; there is nothing to learn"
                            .formatted(rows, target.classes().get((int) first)));
        }
    }
}
