package dev.scorebus.score.trees;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Target;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Explained;
import dev.scorebus.score.program.Program;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Stages.Stage;
import dev.scorebus.trees.Explainer;
import dev.scorebus.trees.Predictor;
import dev.scorebus.trees.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scores with a gradient-boosted model, in blocks of rows. For several classes the predicted one is explained, for two the
/// positive one (the second) whichever is predicted, so that explanations of different rows can be compared; a binary row is
/// predicted positive from a probability of one half.
final class TreesProgram implements Program {
    private static final int BLOCK = 64;

    private final Target target;
    private final int features;
    private final int groups;
    private final RowDecoder decoder;
    private final Predictor predictor;
    private final Explainer explainer;
    private final ContributionOrder order;
    private final float[] rows;
    private final float[] predictions;
    private final float[] contributions;
    private final int[] chosen = new int[BLOCK];
    private final int[] message = new int[BLOCK];
    private long decode;
    private long predict;
    private long explain;

    TreesProgram(ModelVersion version, TreeEnsemble ensemble) {
        target = version.target();
        features = ensemble.features();
        groups = ensemble.groups();
        decoder = new RowDecoder(version.contract());
        predictor = ensemble.predictor();
        explainer = ensemble.explainer();
        order = new ContributionOrder(version.contract().names());
        rows = new float[BLOCK * features];
        predictions = new float[BLOCK * groups];
        contributions = new float[BLOCK * (features + 1)];
    }

    @Override
    public List<Reply> score(Batch batch) {
        int count = batch.messages().size();
        Reply[] replies = new Reply[count];
        decode = 0;
        predict = 0;
        explain = 0;
        for (int from = 0; from < count; from += BLOCK) {
            if (batch.deadline().passed()) {
                Arrays.fill(replies, from, count, late(batch));
                break;
            }
            block(batch, from, Math.min(count, from + BLOCK), replies);
            letOthersRun();
        }
        batch.stages().took(Stage.DECODE, decode);
        batch.stages().took(Stage.PREDICT, predict);
        if (batch.explain().top() > 0) {
            batch.stages().took(Stage.EXPLAIN, explain);
        }
        return Arrays.asList(replies);
    }

    /// A large request computes for seconds on a thread that nobody interrupts; smaller ones get their turn between its blocks.
    @SuppressWarnings("ThreadPriorityCheck") // not for correctness, for fairness
    private static void letOthersRun() {
        if (Thread.currentThread().isVirtual()) {
            Thread.yield();
        }
    }

    private static Reply late(Batch batch) {
        return new Reply.Failed(
                FailureKind.TIMEOUT,
                "java.util.concurrent.TimeoutException",
                "the program did not answer within " + batch.deadline());
    }

    private void block(Batch batch, int from, int to, Reply[] replies) {
        long start = System.nanoTime();
        int good = 0;
        for (int i = from; i < to; i++) {
            String wrong =
                    decoder.decode(batch.messages().get(i), batch.unknown(), rows, good * features);
            if (wrong == null) {
                message[good] = i;
                good++;
            } else {
                replies[i] =
                        new Reply.Failed(
                                FailureKind.SCHEMA, "dev.scorebus.score.ContractBroken", wrong);
            }
        }
        long decoded = System.nanoTime();
        decode += decoded - start;
        if (good == 0) {
            return;
        }
        predictor.predictions(rows, good, predictions);
        choose(good);
        long predicted = System.nanoTime();
        predict += predicted - decoded;
        if (batch.explain().top() > 0) {
            explainer.contributions(rows, good, chosen, contributions);
            explain += System.nanoTime() - predicted;
        }
        for (int row = 0; row < good; row++) {
            replies[message[row]] = new Reply.Scored(answer(row), explained(batch.explain(), row));
        }
    }

    private void choose(int count) {
        for (int row = 0; row < count; row++) {
            int best = 0;
            for (int group = 1; group < groups; group++) {
                if (predictions[row * groups + group] > predictions[row * groups + best]) {
                    best = group;
                }
            }
            chosen[row] = best;
        }
    }

    private Answer answer(int row) {
        return switch (target.type()) {
            case REGRESSION -> new Answer.Amount(predictions[row]);
            case BINARY -> {
                float positive = predictions[row];
                yield new Answer.Choice(
                        positive >= 0.5f ? 1 : 0,
                        target.classes(),
                        new float[] {1 - positive, positive});
            }
            case MULTI_CLASS ->
                    new Answer.Choice(
                            chosen[row],
                            target.classes(),
                            Arrays.copyOfRange(predictions, row * groups, (row + 1) * groups));
        };
    }

    private @Nullable Explained explained(Explain explain, int row) {
        if (explain.top() == 0) {
            return null;
        }
        String of =
                switch (target.type()) {
                    case REGRESSION -> null;
                    case BINARY -> target.classes().get(1);
                    case MULTI_CLASS -> target.classes().get(chosen[row]);
                };
        return order.explained(of, contributions, row * (features + 1), explain.top());
    }

    /// Runs some blocks of missing values through predictor and explainer.
    void warm() {
        Arrays.fill(rows, Float.NaN);
        for (int round = 0; round < 4; round++) {
            predictor.predictions(rows, BLOCK, predictions);
            choose(BLOCK);
            explainer.contributions(rows, BLOCK, chosen, contributions);
        }
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
