export { legalEdgesTrigger } from '@reelmill/workflow';
