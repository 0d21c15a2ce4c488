/** JMH benchmarks of kernels and engine. */
package seseragi.bench;
