package dev.scorebus.benchmarks.model;

import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Target;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// The model of the benchmarks: XGBoost, three classes, 100 rounds (300 trees) of depth 6.
///
/// @param booster the native model
/// @param ubj the model as a file
/// @param version the model as the registry would describe it
@SuppressWarnings("ArrayRecordComponent") // the file is read by one benchmark and changed by none
public record BenchModel(Booster booster, byte[] ubj, ModelVersion version) {
    /// The classes, in the order of their numbers.
    public static final List<String> CLASSES = List.of("HOUR", "DAY", "REST");

    private static final int ROUNDS = 100;

    /// Trains on the older 80 % of the rows.
    public static BenchModel train(PullRequestRows data) throws XGBoostError {
        int count = data.rows().size() * 4 / 5;
        DMatrix matrix =
                new DMatrix(data.flat(0, count), count, PullRequestRows.FEATURES.size(), Float.NaN);
        try {
            float[] labels = new float[count];
            for (int i = 0; i < count; i++) {
                labels[i] = data.labels().get(i);
            }
            matrix.setLabel(labels);
            Booster booster =
                    XGBoost.train(
                            matrix,
                            Map.of(
                                    "objective",
                                    "multi:softprob",
                                    "num_class",
                                    CLASSES.size(),
                                    "max_depth",
                                    6,
                                    "eta",
                                    0.1,
                                    "nthread",
                                    1,
                                    "seed",
                                    42),
                            ROUNDS,
                            Map.of(),
                            null,
                            null);
            byte[] ubj = booster.toByteArray("ubj");
            return new BenchModel(booster, ubj, version(ubj));
        } finally {
            matrix.dispose();
        }
    }

    private static ModelVersion version(byte[] ubj) {
        return new ModelVersion(
                "bench",
                sha256(ubj),
                null,
                "trees",
                "xgboost-ubj",
                ubj.length,
                new FeatureContract(
                        PullRequestRows.FEATURES.stream().map(Feature::number).toList()),
                new Target(Target.Type.MULTI_CLASS, "merge time", CLASSES),
                Map.of(),
                Map.of("rounds", String.valueOf(ROUNDS)),
                new ModelVersion.Lineage(
                        "bench", "pull-requests", "0".repeat(64), "bench", 42, Instant.EPOCH));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
