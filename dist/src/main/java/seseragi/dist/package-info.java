/**
 * Builds the image: Seseragi and the Java runtime that it needs in one folder. Runs while building
 * and is not in it.
 */
package seseragi.dist;
