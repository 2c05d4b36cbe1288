/// What is said about batch runs over HTTP: what is asked, how it stands, and what a worker tells of it.
@NullMarked
package dev.scorebus.batch;

import org.jspecify.annotations.NullMarked;
