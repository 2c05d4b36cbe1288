/// Carries out batch runs and heal runs: takes them from train-service, reads what they score page by page, and commits each page with
/// its position in one Kafka transaction.
@NullMarked
package dev.scorebus.score.batch;

import org.jspecify.annotations.NullMarked;
