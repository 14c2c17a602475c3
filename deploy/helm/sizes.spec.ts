import { notes, render } from './testing/chart';

describe('a size that is too little', () => {
  const values = {
    objects: { size: '4096Mi' },
    trial: { postgres: { size: '512Mi' }, rabbitmq: { size: '1Gi' } },
  };

  it('is taken, since an installation may have it and can not change it', () => {
    expect(render('trial', { values })).not.toEqual([]);
  });

  it('is named by what helm says afterwards', () => {
    const said = notes('trial', values).split('\n');
    expect(said.filter((line) => line.includes('is too little'))).toEqual([
      'objects.size 4096Mi is too little: 2 GiB or 5 % of it, whichever is more, stay free. Less than 5Gi is soon full.',
      'trial.postgres.size 512Mi is too little: the database needs 1Gi at least.',
      'trial.rabbitmq.size 1Gi is too little: with less than 1 GB free the broker takes nothing. It needs 2Gi at least.',
    ]);
  });

  it('is that no more at its least', () => {
    const least = {
      objects: { size: '5120Mi' },
      trial: { postgres: { size: '1Gi' }, rabbitmq: { size: '2048Mi' } },
    };
    expect(notes('trial', least)).not.toContain('too little');
    expect(notes('trial', { ...least, objects: { size: '1Ti' } })).not.toContain('too little');
  });

  it('is nothing where the claim is not made by the chart', () => {
    const said = notes('minimal', { objects: { size: '1Gi', existingClaim: 'other' } });
    expect(said).not.toContain('too little');
  });
});
